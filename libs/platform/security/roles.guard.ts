import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { FaultError } from '../errors/problem.js';
import type { ApiRole } from './api-key.js';
import { isPublic } from './authenticate.js';
import { ROLES_KEY } from './roles.js';

/** Lets a caller through to routes that name one of its roles. Who the caller is was settled before the body was read (`authenticate`). */
@Injectable()
export class RolesGuard implements CanActivate {
  constructor(@Inject(Reflector) private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (isPublic(request)) return true;
    const named = this.reflector.getAllAndOverride<readonly ApiRole[] | undefined>(ROLES_KEY, [context.getHandler(), context.getClass()]);
    if (!named) throw new FaultError({ status: 403, code: 'ROUTE_WITHOUT_ROLES', detail: 'Nobody has been given this route yet. This is a fault of the program, not of your key.', ours: true });
    const roles = request.caller?.roles ?? [];
    if (roles.includes('admin') || named.some((role) => roles.includes(role))) return true;
    throw new FaultError({ status: 403, code: 'FORBIDDEN', detail: `This API key may not do that. It takes a key with the role ${['admin', ...named.filter((role) => role !== 'admin')].join(' or ')}.` });
  }
}
