/** How far a run is: a line that moves on a terminal, a few quiet lines anywhere else. */

import { count } from './amounts.ts';

/** Where progress goes: stderr, in short. */
export interface ProgressStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** A terminal is written to ten times a second at most. */
const REDRAW_MS = 100;
const BAR = 24;
/** `[=====>    ]` needs its place; narrower terminals get the numbers alone. */
const NARROW = 72;

export class Progress {
  private readonly stream: ProgressStream;
  private readonly now: () => number;
  private readonly started: number;
  private drawn = Number.NEGATIVE_INFINITY;
  private tenths = 0;

  /** `now` is a clock in ms. */
  constructor(stream: ProgressStream, now: () => number = () => performance.now()) {
    this.stream = stream;
    this.now = now;
    this.started = now();
  }

  show(done: number, of: number): void {
    const time = this.now();
    const said = numbers(done, of, time - this.started);
    if (!this.stream.isTTY) {
      const tenths = of === 0 ? 10 : Math.floor((10 * done) / of);
      if (tenths > this.tenths) this.stream.write(`${said}\n`);
      this.tenths = Math.max(tenths, this.tenths);
    } else if (time - this.drawn >= REDRAW_MS || done >= of) {
      this.drawn = time;
      const width = (this.stream.columns ?? 80) - 1;
      const line = `${width >= NARROW ? `${bar(done, of)} ` : ''}${said}`;
      this.stream.write(`\r\u001b[2K${line.slice(0, width)}`);
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

function numbers(done: number, of: number, ms: number): string {
  const percent = of === 0 ? 100 : Math.floor((100 * done) / of);
  const parts = [`${`${percent}`.padStart(3)} %  ${count(done)}/${count(of)} scenarios`];
  if (ms > 0 && done > 0) {
    parts.push(`${count(Math.round((1000 * done) / ms))}/s`);
    if (done < of) parts.push(`${timeLeft(((of - done) * ms) / done)} left`);
  }
  return parts.join('  ');
}

function timeLeft(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${`${seconds % 60}`.padStart(2, '0')} s`;
}
