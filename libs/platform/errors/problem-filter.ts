import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../logging/log.js';
import { CORRELATION_HEADER } from '../http/correlation.js';
import { faultOf } from './fault-of.js';
import { PROBLEM_JSON } from './problem.js';
import { headersOf, toProblem } from './to-problem.js';

/** Turns whatever was thrown into problem+json. The only place where an error becomes an HTTP answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), this.log);
  }
}

/** Answers one request with the problem of an error; logs it when it is ours. Used directly where Nest's filter does not reach. */
export const sendProblem = (error: unknown, request: FastifyRequest, reply: FastifyReply, log: Log): void => {
  const fault = faultOf(error);
  if (fault.ours) log.error({ err: error, code: fault.code }, fault.status === 500 ? 'A request failed for a reason nobody foresaw' : fault.detail);
  if (reply.raw.headersSent) {
    reply.raw.destroy(); // half an answer must not look like a whole one
    return;
  }
  // Serialised here: a serialiser of the route is made for successes.
  void reply
    .code(fault.status)
    .headers({ ...headersOf(fault), [CORRELATION_HEADER]: request.id })
    .type(PROBLEM_JSON)
    .serializer((body: string) => body)
    .send(JSON.stringify(toProblem(fault, { url: request.originalUrl, correlationId: request.id })));
};
