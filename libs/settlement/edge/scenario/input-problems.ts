import type { Reason } from '#kernel';

/** Where in a file something is wrong: `when/time_series_points.csv:12 (quantity)`. Lines count from 1, the header included. */
export type Place = Readonly<{ file: string; line?: number; column?: string }>;

export const pathOf = ({ file, line, column }: Place): string =>
  `${file}${line === undefined ? '' : `:${line}`}${column === undefined ? '' : ` (${column})`}`;

/** Collects what is wrong with foreign tables, so that all of it is told at once. */
export class Problems {
  private readonly reasons: Reason[] = [];

  add(place: Place, code: string, en: string, da: string): void {
    this.reasons.push({ code, en, da, path: pathOf(place) });
  }

  addReason(place: Place, { code, en, da }: Reason): void {
    this.add(place, code, en, da);
  }

  get isEmpty(): boolean {
    return this.reasons.length === 0;
  }

  /** @throws InputRejected when anything was added */
  throwIfAny(): void {
    if (!this.isEmpty) throw new InputRejected([...this.reasons]);
  }
}

/** The files cannot be calculated as they are. `reasons` are all of them, each with code, place and what to do. */
export class InputRejected extends Error {
  override readonly name = 'InputRejected';

  constructor(readonly reasons: readonly Reason[]) {
    super(reasons.map(({ code, en, path }) => `${path ?? ''} ${code}: ${en}`).join('\n'));
  }
}
