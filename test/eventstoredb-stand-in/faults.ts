/** What becomes of an answer that is lost: the connection breaks, or nothing is ever said. */
export type Loss = 'drop' | 'silence';

/** What the stand-in does wrong on request, call by call. What happens to connections is in `Connections`. */
export class Faults {
  #held: { until: Promise<void>; release: () => void } | undefined;
  #delayMs = 0;
  #toLose = 0;
  #loss: Loss = 'drop';
  #forgotten = 0;
  #toTurnAway = 0;
  notReady = false;

  /** Takes every call and answers none, until `resume`. Calls held meanwhile are then carried out, as a process does that was stopped and goes on. */
  hang(): void {
    if (this.#held) return;
    let release = (): void => undefined;
    const until = new Promise<void>((resolve) => { release = resolve; });
    this.#held = { until, release };
  }

  resume(): void {
    this.#held?.release();
    this.#held = undefined;
  }

  /** Every call waits this long; 0 ends it. */
  delay(ms: number): void {
    this.#delayMs = ms;
  }

  /** The next `n` appends are stored; their writers never hear of it. */
  loseAnswersAfterStoring(n: number, loss: Loss = 'drop'): void {
    this.#toLose = n;
    this.#loss = loss;
  }

  /** Subscriptions open now are never told anything again, and their connection stays; new ones work. */
  forgetSubscriptions(): void {
    this.#forgotten++;
  }

  /** For a subscription that begins: asks whether it has been forgotten since. */
  subscription(): () => boolean {
    const begun = this.#forgotten;
    return () => this.#forgotten > begun;
  }

  /** Carries out `work` when the faults let it. At once, in the same turn, when there are none: order and speed stay as without them. */
  pass(work: () => void): void {
    if (!this.#held && this.#delayMs === 0) work();
    else void this.gate().then(work);
  }

  async gate(): Promise<void> {
    if (this.#delayMs > 0) await new Promise((resolve) => { setTimeout(resolve, this.#delayMs); });
    while (this.#held) await this.#held.until;
  }

  /** The next `n` appends are answered "not ready" and not stored; those after them are. */
  turnAway(n: number): void {
    this.#toTurnAway = n;
  }

  takeTurnAway(): boolean {
    if (this.#toTurnAway === 0) return this.notReady;
    this.#toTurnAway--;
    return true;
  }

  takeLoss(): Loss | undefined {
    if (this.#toLose === 0) return undefined;
    this.#toLose--;
    return this.#loss;
  }
}
