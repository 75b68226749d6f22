import { RouteConfig } from '@nestjs/platform-fastify';
import type { RouteSettings } from '../security/public.js';

/**
 * The route takes a document of the outside world: `@Body()` is a Buffer with exactly the bytes sent, whatever their content type,
 * up to `GRIDTALLY_INGEST_BODY_LIMIT`. Nobody has looked inside, so that a bad document can be kept as evidence. On the method.
 */
export const RawDocument = (): MethodDecorator => RouteConfig({ document: true } satisfies RouteSettings);
