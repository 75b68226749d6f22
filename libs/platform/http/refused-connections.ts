import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from '../errors/problem-filter.js';
import { PROBLEM_JSON, type Fault } from '../errors/problem.js';
import { toProblem } from '../errors/to-problem.js';
import type { Log } from '../logging/log.js';
import { CORRELATION_HEADER } from './correlation.js';
import { securityHeadersFor } from './security-headers.js';

/** Requests that Node cannot even read: there is no route, filter or hook yet, so the answer is written by hand. */
export const refuseConnection = (log: Log) => (error: Error & { code?: string }, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const fault = BY_NODE_CODE[error.code ?? ''] ?? UNREADABLE;
  const correlationId = randomUUID();
  log.debug({ code: fault.code, correlationId }, 'connection refused');
  const body = JSON.stringify(toProblem(fault, { url: '/', correlationId }));
  socket.end([
    `HTTP/1.1 ${fault.status} ${STATUS_CODES[fault.status]}`,
    `content-type: ${PROBLEM_JSON}`,
    `content-length: ${Buffer.byteLength(body)}`,
    `${CORRELATION_HEADER}: ${correlationId}`,
    'connection: close',
    '', body,
  ].join('\r\n'));
};

/** Requests that the router refuses before any hook runs (a path that cannot be decoded). */
export const refuseRequest = (log: Log) => (error: Error, request: FastifyRequest, reply: FastifyReply): void => {
  void reply.headers(securityHeadersFor(request.url));
  sendProblem(error, request, reply, log);
};

const UNREADABLE: Fault = { status: 400, code: 'UNREADABLE_REQUEST', detail: 'What was sent is not an HTTP request we can read.' };
const BY_NODE_CODE: Readonly<Record<string, Fault>> = {
  HPE_HEADER_OVERFLOW: { status: 431, code: 'HEADERS_TOO_LARGE', detail: 'The headers are larger than 16 KiB together. Send fewer or shorter ones.' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, code: 'REQUEST_TIMEOUT', detail: 'The request did not arrive in time. Send it again.' },
};
