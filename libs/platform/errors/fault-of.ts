import { HttpException } from '@nestjs/common';
import { InvalidAppend, Rejected, StoreUnavailable, WrongExpectedRevision, type Reason } from '#kernel';
import { databaseFault } from './database-fault.js';
import { codeOf, nativeError } from './native-error.js';
import { FaultError, type Fault } from './problem.js';
import { statusOf } from './status-of.js';

/** How an error is answered. Whatever we do not know is a 500 that tells the outside nothing but where to look. */
export const faultOf = (error: unknown): Fault => {
  if (error instanceof FaultError) return error.fault;
  if (error instanceof Rejected) return refusal(error);
  if (error instanceof WrongExpectedRevision) {
    return { status: 409, code: 'CONCURRENT_CHANGE', detail: 'Somebody else changed the same thing at the same time. Send the request again.', retryAfterSeconds: 1 };
  }
  if (error instanceof StoreUnavailable) {
    return { status: 503, code: 'STORE_UNAVAILABLE', detail: 'The event store does not answer. Send the same request again later; repeating it is harmless.', retryAfterSeconds: 5, ours: true };
  }
  if (error instanceof InvalidAppend && error.code === 'TOO_LARGE') {
    return { status: 413, code: 'EVENT_TOO_LARGE', detail: 'What follows from the request is too large to be stored. Send it in smaller parts.' };
  }
  if (error instanceof HttpException) return httpFault(error);
  return fastifyFault(error) ?? databaseFault(error) ?? UNKNOWN;
};

const UNKNOWN: Fault = {
  status: 500, code: 'INTERNAL', ours: true,
  detail: 'Something went wrong on our side. The log has the details under the correlation id of this answer.',
};

/** A refusal may bring `reasons` (a list of `Reason`) and `detail` (a sentence); both go to their own place in the problem. */
const refusal = ({ code, details: { reasons, detail, ...details } }: Rejected): Fault => ({
  status: statusOf(code),
  code,
  detail: typeof detail === 'string' ? detail : `Refused: ${code.toLowerCase().replaceAll('_', ' ')}.`,
  ...(Array.isArray(reasons) && { errors: reasons as readonly Reason[] }),
  details,
});

/** Errors of Fastify arrive either as they are or wrapped by Nest, with the original as cause. */
const httpFault = (error: HttpException): Fault => fastifyFault(error.cause) ?? BY_STATUS[error.getStatus()] ?? {
  status: error.getStatus(),
  code: `HTTP_${error.getStatus()}`,
  detail: error.message,
  ours: error.getStatus() >= 500,
};

const fastifyFault = (error: unknown): Fault | undefined => {
  const known = BY_FASTIFY_CODE[codeOf(error)];
  if (known) return known;
  const { statusCode = 500 } = (nativeError(error) ?? {}) as { statusCode?: number };
  return isRefusal(statusCode) ? BY_STATUS[statusCode] ?? { status: statusCode, code: `HTTP_${statusCode}`, detail: 'The request cannot be taken as it is.' } : undefined;
};

const isRefusal = (status: number): boolean => status >= 400 && status < 500;

const fault = (status: number, code: string, detail: string): Fault => ({ status, code, detail });

const INVALID_JSON = fault(400, 'INVALID_JSON', 'The body is not valid JSON. Check it for a missing bracket, quote or comma, and that it is UTF-8.');

const BY_FASTIFY_CODE: Readonly<Record<string, Fault>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: fault(413, 'BODY_TOO_LARGE', 'The body is larger than this route takes. Send it in smaller parts.'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: fault(415, 'UNSUPPORTED_MEDIA_TYPE', 'This route does not take that content type. Send application/json.'),
  FST_ERR_CTP_EMPTY_JSON_BODY: fault(400, 'EMPTY_BODY', 'The body is empty although its content type says JSON. Send a document, or no content type.'),
  FST_ERR_CTP_INVALID_JSON_BODY: INVALID_JSON,
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: fault(400, 'INVALID_CONTENT_LENGTH', 'The body is not as long as its Content-Length says. Correct the header or leave it out.'),
  FST_ERR_BAD_URL: fault(400, 'BAD_URL', 'The path cannot be decoded. Percent-encode special characters.'),
  FST_ERR_MAX_PARAM_LENGTH: fault(414, 'PATH_TOO_LONG', 'A part of the path is too long.'),
};

const BY_STATUS: Readonly<Record<number, Fault>> = {
  400: fault(400, 'BAD_REQUEST', 'The request cannot be understood.'),
  401: fault(401, 'UNAUTHENTICATED', 'Send an API key in the header Authorization: Bearer, or X-API-Key.'),
  403: fault(403, 'FORBIDDEN', 'This API key may not do that.'),
  404: fault(404, 'ROUTE_NOT_FOUND', 'There is nothing at this path. See /api/docs for what there is.'),
  405: fault(405, 'METHOD_NOT_ALLOWED', 'This path does not take that method. See /api/docs for what it takes.'),
  413: BY_FASTIFY_CODE['FST_ERR_CTP_BODY_TOO_LARGE']!,
  415: BY_FASTIFY_CODE['FST_ERR_CTP_INVALID_MEDIA_TYPE']!,
};
