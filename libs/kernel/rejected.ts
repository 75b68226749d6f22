/** The caller may not. `code` is stable and part of the API; `details` say which thing, never personal data. Anything else thrown is a bug or a broken part. */
export class Rejected extends Error {
  override readonly name = 'Rejected';
  constructor(readonly code: string, readonly details: Readonly<Record<string, unknown>> = {}) {
    super(code);
  }
}

/** For the `default` of an exhaustive switch: the compiler proves it is never reached. */
export const unreachable = (value: never): never => {
  throw new Error(`Unhandled case: ${JSON.stringify(value)}`);
};
