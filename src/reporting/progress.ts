/** How far a run is: a line that moves on a terminal, a few quiet lines anywhere else. */

import { count } from './amounts.ts';

/** Where progress goes: stderr, in short. */
export interface ProgressStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** A terminal is written to ten times a second at most, a log once in ten seconds. */
const REDRAW_MS = 100;
const LINE_MS = 10_000;
const A_SECOND_MS = 1000;
const BAR = 24;
/** `[=====>    ]` needs its place; narrower terminals get the numbers alone. */
const NARROW = 72;

interface ProgressOptions {
  readonly now?: () => number;
  readonly ci?: boolean;
}

export class Progress {
  private readonly stream: ProgressStream;
  private readonly now: () => number;
  private readonly ci: boolean;
  /** When the first of what is counted were done, and how many: what came before was reading. */
  private started: { readonly time: number; readonly done: number; readonly what: string } | undefined;
  private drawn = Number.NEGATIVE_INFINITY;
  private said: number;
  private readonly begun: number;

  /** `now` is a clock in ms; in CI a terminal is not one that anybody watches. */
  constructor(
    stream: ProgressStream,
    { now = () => performance.now(), ci = Boolean(process.env.CI) }: ProgressOptions = {},
  ) {
    this.stream = stream;
    this.now = now;
    this.ci = ci;
    this.begun = now();
    this.said = this.begun;
  }

  /** `what` is counted: the time left is told by what it took so far, and another thing begins anew. */
  show(done: number, of: number, what = 'scenarios'): void {
    const time = this.now();
    if (this.started?.what !== what) this.started = { time, done, what };
    const measured = { done: done - this.started.done, ms: time - this.started.time };
    const said = numbers(done, of, what, measured);
    if (!this.stream.isTTY || this.ci) {
      if (time - this.said < LINE_MS) return;
      this.said = time;
      this.stream.write(`${said}\n`);
    } else if (time - this.drawn >= REDRAW_MS || done >= of) {
      this.drawn = time;
      const width = (this.stream.columns ?? 80) - 1;
      const line = `${width >= NARROW ? `${bar(done, of)} ` : ''}${said}`;
      this.stream.write(`\r\u001b[2K${line.slice(0, width)}`);
    }
  }

  /** Before the scenarios: laws of plans that were searched. Said of a search that takes longer than a second. */
  laws(done: number, of: number): void {
    this.tell(`laws ${count(done)}/${count(of)}`);
  }

  /** After the scenarios: those that were rated with a part of the change, to find what each of its causes does. */
  dividing(done: number, of: number): void {
    this.tell(`dividing the change among its causes ${count(done)}/${count(of)}`);
  }

  private tell(said: string): void {
    const time = this.now();
    if (time - this.begun < A_SECOND_MS) return;
    if (!this.stream.isTTY || this.ci) {
      if (time - this.said < LINE_MS) return;
      this.said = time;
      this.stream.write(`${said}\n`);
    } else if (time - this.drawn >= REDRAW_MS) {
      this.drawn = time;
      this.stream.write(`\r\u001b[2K${said.slice(0, (this.stream.columns ?? 80) - 1)}`);
    }
  }

  /** Leaves a terminal as it was before. */
  end(): void {
    if (this.drawn > Number.NEGATIVE_INFINITY) this.stream.write('\r\u001b[2K');
  }
}

function bar(done: number, of: number): string {
  const full = of === 0 ? BAR : Math.floor((BAR * done) / of);
  return `[${`${'='.repeat(full)}${full < BAR ? '>' : ''}`.padEnd(BAR)}]`;
}

function numbers(
  done: number,
  of: number,
  what: string,
  measured: { readonly done: number; readonly ms: number },
): string {
  const percent = of === 0 ? 100 : Math.floor((100 * done) / of);
  const parts = [`${`${percent}`.padStart(3)} %  ${count(done)}/${count(of)} ${what}`];
  const { done: timed, ms } = measured;
  if (ms > 0 && timed > 0) {
    const speed = Math.round((1000 * timed) / ms);
    if (speed > 0) parts.push(`${count(speed)}/s`);
    if (done < of) parts.push(`${timeLeft(((of - done) * ms) / timed)} left`);
  }
  return parts.join('  ');
}

function timeLeft(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${`${seconds % 60}`.padStart(2, '0')} s`;
}
