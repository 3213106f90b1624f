/** `rateproof accept` on a terminal: cause after cause is shown, and a person says what is to be. */

import { createInterface } from 'node:readline/promises';
import { approvalText, MOST } from '../baseline/approval-text.ts';
import { wordList } from '../problems/nearest.ts';
import type { Decision } from '../run/diff/decide.ts';
import type { DiffCause, DiffRun } from '../run/diff/result.ts';
import { causeText } from './accept-text.ts';

export interface Dialog {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  /** Taken where no other reason is given. */
  readonly reason?: string | undefined;
}

/** What was decided until it ended; undefined when it was interrupted, and then nothing counts. */
export async function askAbout(
  run: DiffRun,
  causes: readonly DiffCause[],
  { input, output, reason }: Dialog,
): Promise<readonly Decision[] | undefined> {
  const reader = createInterface({ input, output, crlfDelay: Number.POSITIVE_INFINITY });
  let interrupted = false;
  reader.on('SIGINT', () => {
    interrupted = true;
    reader.close();
  });
  // Lines are kept until they are asked for: whoever types ahead, or is a script, loses none.
  const lines = reader[Symbol.asyncIterator]();
  const ask = async (question: string): Promise<string | undefined> => {
    reader.setPrompt(question);
    reader.prompt();
    const { value, done } = await lines.next();
    return done || interrupted ? undefined : value.trim();
  };

  const decisions: Decision[] = [];
  try {
    for (const [index, cause] of causes.entries()) {
      output.write(`${index > 0 ? '\n' : ''}${causeText(run, cause, `${index + 1} of ${causes.length}`)}\n`);
      const answer = await decide(cause, reason, ask, output);
      if (answer === 'quit') break;
      if (answer !== 'skip') decisions.push(answer);
    }
  } finally {
    reader.close();
  }
  return interrupted ? undefined : decisions;
}

const ANSWERS = ['accept', 'reject', 'note', 'skip', 'quit'] as const;
const QUESTION = 'accept, reject, note, skip or quit? ';

async function decide(
  cause: DiffCause,
  reason: string | undefined,
  ask: (question: string) => Promise<string | undefined>,
  output: NodeJS.WritableStream,
): Promise<Decision | 'skip' | 'quit'> {
  let why = reason;
  for (;;) {
    const said = await ask(QUESTION);
    if (said === undefined) return 'quit';
    // The first letter is enough; an empty line decides nothing.
    const answer = ANSWERS.find((word) => said !== '' && word.startsWith(said.toLowerCase()));
    if (answer === 'skip' || answer === 'quit') return answer;
    if (answer === undefined) {
      output.write(`write ${wordList(ANSWERS)}, or its first letter\n`);
      continue;
    }
    if (answer === 'note') {
      const note = await ask('note: ');
      if (note === undefined) return 'quit';
      if (note !== '') {
        why = why === undefined ? note : `${why}; ${note}`;
        output.write('kept as the reason of what you decide here\n');
      }
      continue;
    }
    while (why === undefined || approvalText(why, MOST.why) === '') {
      why = await ask('why? ');
      if (why === undefined) return 'quit';
    }
    return { cause, decision: answer === 'accept' ? 'approved' : 'rejected', why };
  }
}
