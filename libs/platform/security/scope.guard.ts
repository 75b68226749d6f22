import { Inject, Injectable, type CallHandler, type CanActivate, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { FaultError } from '../errors/problem.js';
import { maySee, scopeWasAsked } from './scope.js';
import { paramOf, SCOPED_KEY, type ScopeRule } from './scoped.js';

const ruleOf = (reflector: Reflector, context: ExecutionContext): ScopeRule =>
  reflector.getAllAndOverride<ScopeRule | undefined>(SCOPED_KEY, [context.getHandler(), context.getClass()]) ?? { kind: 'refused' };

/** Keeps scoped keys to what they may see. Whether the role fits was settled before (`RolesGuard`). */
@Injectable()
export class ScopeGuard implements CanActivate {
  constructor(@Inject(Reflector) private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { caller } = request;
    if (caller?.scope === undefined) return true;
    const rule = ruleOf(this.reflector, context);
    if (rule.kind === 'refused') {
      throw new FaultError({ status: 403, code: 'SCOPED_KEY_REFUSED', detail: 'This API key may see certain metering points or customers only, and this route is about more than those. It takes a key without a scope.' });
    }
    if (rule.kind === 'list' || rule.kind === 'object') return true;
    const named = namedIn(request, rule);
    const seen = (id: string): boolean => maySee(caller, rule.kind === 'gsrn' ? { gsrn: id } : { customerId: id });
    if (named.length > 0 && named.every((id) => typeof id === 'string' && seen(id))) return true;
    throw new FaultError({ status: 404, code: 'OBJECT_NOT_FOUND', detail: 'There is nothing here that this API key may see.' });
  }
}

/** Every id that a request names in the places of the rule, whatever it is. */
const namedIn = ({ params, body }: FastifyRequest, rule: ScopeRule): readonly unknown[] => {
  const inPath = (params as Readonly<Record<string, unknown>> | null)?.[paramOf(rule)];
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Readonly<Record<string, unknown>>;
  return [inPath, ...(rule.body ?? []).flatMap((field) => (Object.hasOwn(fields, field) ? fields[field] : undefined))].filter((id) => id !== undefined);
};

/** A route that promised to look at the scope (`list`, `object`) and did not must not answer a scoped key. */
@Injectable()
export class ScopeWatch implements NestInterceptor {
  constructor(@Inject(Reflector) private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
    if (caller?.scope === undefined || !['list', 'object'].includes(ruleOf(this.reflector, context).kind)) return next.handle();
    return next.handle().pipe(map((answer) => {
      if (scopeWasAsked(caller)) return answer;
      throw new FaultError({ status: 500, code: 'ROUTE_IGNORES_SCOPE', detail: 'This route did not look at what your API key may see, so its answer is withheld. This is a fault of the program.', ours: true });
    }));
  }
}
