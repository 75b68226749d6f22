import { STATUS_CODES } from 'node:http';
import type { Fault, Problem } from './problem.js';

/** The answer to one request. */
export const toProblem = ({ status, code, detail, errors, details }: Fault, request: Readonly<{ url: string; correlationId?: string }>): Problem => ({
  type: `urn:gridtally:problem:${code}`,
  title: STATUS_CODES[status] ?? 'Error',
  status,
  code,
  detail,
  instance: request.url.split('?')[0] ?? '/',
  ...(request.correlationId !== undefined && { correlationId: request.correlationId }),
  ...(errors && errors.length > 0 && { errors }),
  ...(details && Object.keys(details).length > 0 && { details }),
});

/** The headers of that answer. */
export const headersOf = ({ retryAfterSeconds, headers }: Fault): Record<string, string> => ({
  ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
  ...headers,
});
