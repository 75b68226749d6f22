import { RouteConfig } from '@nestjs/platform-fastify';
import type { RouteSettings } from '../security/public.js';

/**
 * The reply of this route holds what must not be written down in clear: personal data, a secret. Of a request with an Idempotency-Key only its status is
 * stored; a repeat is answered with that and a note. On the method.
 */
export const NoStoredReply = (): MethodDecorator => RouteConfig({ noStoredReply: true } satisfies RouteSettings);
