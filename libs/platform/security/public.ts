import { RouteConfig } from '@nestjs/platform-fastify';

/** Opens a route to everybody, without a key. On the method; only health has it. */
export const Public = (): MethodDecorator => RouteConfig({ public: true } satisfies RouteSettings);

/** What our decorators tell Fastify about a route. One such decorator per method: a second would replace the first. */
export type RouteSettings = Readonly<{ public?: boolean; document?: boolean; noStoredReply?: boolean }>;
