import type { Reason } from '#kernel';

export const PROBLEM_JSON = 'application/problem+json; charset=utf-8';

/** The body of every answer that is not a success. Source: RFC 9457; `code`, `correlationId`, `errors` and `details` are our extensions. */
export type Problem = Readonly<{
  /** `urn:gridtally:problem:<code>`. */
  type: string;
  /** The status in words. */
  title: string;
  status: number;
  /** Stable, UPPER_SNAKE or the market's own; part of the API. */
  code: string;
  /** What happened this time and what to do, one or two sentences for people. */
  detail: string;
  /** The path that was asked, without its query. */
  instance: string;
  correlationId?: string;
  /** Everything that is wrong with the input, all at once. */
  errors?: readonly Reason[];
  /** Which thing, as the rule that refused names it. */
  details?: Readonly<Record<string, unknown>>;
}>;

/** What went wrong, before it is put on a particular request. `retryAfterSeconds` becomes the Retry-After header. */
export type Fault = Readonly<{
  status: number;
  code: string;
  detail: string;
  errors?: readonly Reason[];
  details?: Readonly<Record<string, unknown>>;
  retryAfterSeconds?: number;
  headers?: Readonly<Record<string, string>>;
  /** It is our fault, or that of something we depend on: worth a line with its stack. */
  ours?: boolean;
}>;

/** An error that already knows how it is to be answered. */
export class FaultError extends Error {
  override readonly name = 'FaultError';
  constructor(readonly fault: Fault, options?: { cause?: unknown }) {
    super(fault.detail, options);
  }
}

/** The input has a wrong shape. Carries every reason found. */
export class InvalidInput extends FaultError {
  constructor(readonly reasons: readonly Reason[]) {
    super({
      status: 400,
      code: 'INVALID_INPUT',
      detail: `The request has ${reasons.length === 1 ? 'one problem' : `${reasons.length} problems`}; see errors for each place.`,
      errors: reasons,
    });
  }
}
