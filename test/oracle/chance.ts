/** Repeatable chance from a seed (a 32-bit generator of the mulberry family): the same seed gives the same cases on every machine. */
export class Chance {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  private next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** Whole number in [0, below). */
  below(below: number): number {
    return this.next() % below;
  }

  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** True in so many of a hundred cases. */
  percent(share: number): boolean {
    return this.below(100) < share;
  }

  one<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }

  /** A decimal with up to so many digits before and exactly so many after the point. */
  decimal(wholeBelow: number, decimals: number, negativePercent = 0): string {
    const sign = this.percent(negativePercent) ? '-' : '';
    const fraction = Array.from({ length: decimals }, () => String(this.below(10))).join('');
    return `${sign}${this.below(wholeBelow)}${decimals > 0 ? `.${fraction}` : ''}`;
  }
}
