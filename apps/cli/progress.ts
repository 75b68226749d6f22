import { readableSeconds } from './readable.js';

export type ProgressState = Readonly<{ what: string; done: number; total: number; elapsedMs: number }>;

const BAR_WIDTH = 24;

/** One line of progress: share, count, rate and the time that is left if it goes on like this. */
export const progressLine = ({ what, done, total, elapsedMs }: ProgressState): string => {
  const perSecond = elapsedMs > 0 ? done / (elapsedMs / 1000) : 0;
  const left = perSecond > 0 ? `${readableSeconds((total - done) / perSecond)} left` : 'time left unknown';
  return `${percentOf(done, total)} ${done}/${total} ${what}, ${Math.round(perSecond)}/s, ${done >= total ? `in ${readableSeconds(elapsedMs / 1000)}` : left}`;
};

/** The same with a bar before it, for a terminal. */
export const progressBar = (state: ProgressState): string => {
  const filled = state.total === 0 ? BAR_WIDTH : Math.floor(BAR_WIDTH * Math.min(1, state.done / state.total));
  return `[${'#'.repeat(filled)}${'-'.repeat(BAR_WIDTH - filled)}] ${progressLine(state)}`;
};

const percentOf = (done: number, total: number): string => `${String(total === 0 ? 100 : Math.floor((100 * done) / total)).padStart(3)} %`;

type Screen = Readonly<{ isTTY?: boolean; columns?: number; write(text: string): unknown }>;
type Options = Readonly<{ screen: Screen; what: string; total: number; now?: () => number }>;

/** How often it is drawn: a bar that moves on a terminal, a line now and then in a file. */
const BAR_EVERY_MS = 100;
const LINE_EVERY_MS = 5_000;

/** Shows how far something is: a bar that is drawn over itself on a terminal, plain lines elsewhere. */
export class Progress {
  private readonly now: () => number;
  private readonly startedAt: number;
  private done = 0;
  private drawnAt: number;

  constructor(private readonly options: Options) {
    this.now = options.now ?? (() => performance.now());
    this.startedAt = this.now();
    this.drawnAt = this.startedAt;
  }

  add(done: number): void {
    this.done += done;
    if (this.now() - this.drawnAt < (this.options.screen.isTTY ? BAR_EVERY_MS : LINE_EVERY_MS)) return;
    this.draw();
  }

  /** A sentence between two drawings. */
  say(sentence: string): void {
    this.options.screen.write(this.options.screen.isTTY ? `\r\x1b[K${sentence}\n` : `${sentence}\n`);
  }

  /** Draws the last state, and leaves the line. */
  finish(): void {
    this.draw();
    if (this.options.screen.isTTY) this.options.screen.write('\n');
  }

  private draw(): void {
    const { screen, what, total } = this.options;
    this.drawnAt = this.now();
    const state = { what, total, done: this.done, elapsedMs: this.drawnAt - this.startedAt };
    screen.write(screen.isTTY ? `\r\x1b[K${progressBar(state).slice(0, (screen.columns ?? 80) - 1)}` : `${progressLine(state)}\n`);
  }
}
