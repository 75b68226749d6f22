import { randomUUID } from 'node:crypto';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { CommandContext } from '#kernel';

/**
 * Parameter of a route that asks for a command: who asks, in which correlation, and a command id that is the same whenever the same request comes again
 * with the same Idempotency-Key (and the same API key). Without such a key the id is new each time.
 * A route that asks for several commands derives an id for each: `derivedId(context.commandId, n)`.
 */
export const CurrentContext = createParamDecorator((_: unknown, context: ExecutionContext): CommandContext => contextOfRequest(context.switchToHttp().getRequest<FastifyRequest>()));

/** The same for whoever has the request itself. */
export const contextOfRequest = (request: FastifyRequest): CommandContext => {
  request.commandId ??= randomUUID();
  return { commandId: request.commandId, correlationId: request.id, ...(request.caller && { actor: request.caller.name }) };
};
