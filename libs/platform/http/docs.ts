import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { withIdempotencyKeys } from './idempotency-schema.js';
import { withProblems } from './problem-schema.js';

/** The OpenAPI document of an app's routes. */
export const openApiOf = (app: NestFastifyApplication): OpenAPIObject => withIdempotencyKeys(withProblems(SwaggerModule.createDocument(app, new DocumentBuilder()
  .setTitle('Gridtally')
  .setDescription('Event-sourced settlement for energy. Every answer that is not a success is application/problem+json (RFC 9457) with a stable `code`.')
  .setVersion('1')
  .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'API key' }, 'bearer')
  .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key' }, 'header')
  .addSecurityRequirements('bearer')
  .addSecurityRequirements('header')
  .build())));

/**
 * Serves it: `/api/docs` for people, `/api/docs-json` for programs; built when first asked for.
 * The few files of Swagger UI are named one by one, so no request can reach any other file.
 */
export const serveDocs = (fastify: FastifyInstance, build: () => OpenAPIObject): void => {
  let document: OpenAPIObject | undefined;
  fastify.get('/api/docs-json', () => { document ??= build(); return document; });
  fastify.get('/api/docs', (_request, reply) => reply.type('text/html; charset=utf-8').send(PAGE));
  fastify.get('/api/docs/start.js', (_request, reply) => reply.type('text/javascript; charset=utf-8').send(START));
  for (const [name, type] of Object.entries(FILES)) {
    fastify.get(`/api/docs/${name}`, async (_request, reply) => {
      const content = await readFile(join(swaggerUiFolder(), name));
      return reply.type(type).header('cache-control', 'private, max-age=86400').send(content);
    });
  }
};

const FILES: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

const PAGE = `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>Gridtally API</title>
  <link rel="icon" type="image/png" href="/api/docs/favicon-32x32.png">
  <link rel="stylesheet" href="/api/docs/swagger-ui.css">
</head>
<body>
  <div id="docs"></div>
  <script src="/api/docs/swagger-ui-bundle.js"></script>
  <script src="/api/docs/start.js"></script>
</body>
</html>
`;

// an absolute address, because a page opened with the key in its own address would hand that on, which browsers refuse
const START = `SwaggerUIBundle({ url: location.origin + '/api/docs-json', dom_id: '#docs', deepLinking: true, validatorUrl: null });\n`;

/** Found from @nestjs/swagger, which is the one that depends on it. */
const swaggerUiFolder = (): string => {
  const swagger = createRequire(import.meta.url).resolve('@nestjs/swagger');
  return dirname(createRequire(swagger).resolve('swagger-ui-dist/package.json'));
};
