import type { FastifyInstance, FastifyRequest } from 'fastify';
import { FaultError } from '../errors/problem.js';
import type { Log } from '../logging/log.js';
import { withLogContext, type LogContext } from '../logging/log-context.js';
import type { Metrics } from '../metrics/metrics.js';
import type { ApiKeys } from '../security/api-keys.js';
import { authenticate, isPublic } from '../security/authenticate.js';
import { CORRELATION_HEADER } from './correlation.js';
import { securityHeadersFor } from './security-headers.js';

export type HookParts = Readonly<{ log: Log; keys: ApiKeys; metrics: Metrics; isStopping: () => boolean }>;

/** What happens to every request around its route: headers, who asks, the context of log lines, one line and one observation at the end. */
export const useRequestHooks = (fastify: FastifyInstance, { log, keys, metrics, isStopping }: HookParts): void => {
  fastify.decorateRequest('caller', undefined);

  fastify.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...securityHeadersFor(request.url), [CORRELATION_HEADER]: request.id });
    if (!isStopping() || isPublic(request)) return;
    throw new FaultError({
      status: 503, code: 'SHUTTING_DOWN', retryAfterSeconds: 5, headers: { connection: 'close' },
      detail: 'This process is shutting down. Send the same request again; another or the next process answers it.',
    });
  });

  fastify.addHook('onRequest', async (request) => {
    request.caller = await withLogContext({ correlationId: request.id }, () => authenticate(request, keys));
  });

  // After the body is read: the events of the socket do not carry the context.
  fastify.addHook('preValidation', (request, _reply, done) => withLogContext(contextOf(request), done));

  fastify.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unmatched';
    const fields = { ...contextOf(request), method: request.method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime * 10) / 10 };
    const asked = isPublic(request) || route === '/metrics' ? 'debug' : 'info'; // polled every few seconds
    log[asked](fields, 'request answered');
    metrics.httpAnswered({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
  });
};

/** The path itself stays out of the log; the one thing of it that operators search by goes in. */
const contextOf = (request: FastifyRequest): LogContext => {
  const gsrn = (request.params as Readonly<Record<string, unknown>> | null)?.['gsrn'];
  return {
    correlationId: request.id,
    ...(request.caller && { actor: request.caller.name }),
    ...(typeof gsrn === 'string' && /^\d{18}$/.test(gsrn) && { gsrn }),
  };
};
