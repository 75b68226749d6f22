import type { Reason } from '#kernel';

/**
 * A text or number that cannot be what it should be. Carries a reason ready for people; a border that collects problems takes `reasonAt(path)`.
 */
export class InvalidValue extends RangeError {
  override readonly name = 'InvalidValue';

  constructor(readonly reason: Reason) {
    super(reason.en);
  }

  get code(): string {
    return this.reason.code;
  }

  /** The reason, with the JSON path of the place where the value stood. */
  reasonAt(path: string): Reason {
    return { ...this.reason, path };
  }
}

/** Text of a foreign value for a message: quoted, and cut so that a message stays readable. */
export const quoted = (value: unknown): string => {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
};
