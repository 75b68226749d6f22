import 'reflect-metadata';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { ProblemFilter } from '../errors/problem-filter.js';
import { validationPipe } from '../errors/validation-pipe.js';
import { useIdempotency } from '../idempotency/idempotency-hooks.js';
import { NestLog } from '../logging/nest-log.js';
import { useBodyParsers } from './body-parsers.js';
import { correlationIdOf } from './correlation.js';
import { openApiOf, serveDocs } from './docs.js';
import { HttpModule, type HttpParts } from './http-module.js';
import { refuseConnection, refuseRequest } from './refused-connections.js';
import { useRequestHooks } from './request-hooks.js';

/** An HTTP door, built and not yet open. */
export type HttpApp = Readonly<{
  nest: NestFastifyApplication;
  /** Opens the door; the URL it is at. @throws EADDRINUSE and the like, which `runMain` explains */
  listen(): Promise<string>;
  /** Takes no new requests, lets those in hand finish; after two thirds of the shutdown time their connections are cut. */
  close(): Promise<void>;
}>;

/** A request must have arrived whole within this time. */
const REQUEST_TIMEOUT_MS = 120_000;

/**
 * Nest on Fastify around the app's own module: keys and roles on every route but health, problem+json for every failure, correlation ids,
 * request log and metrics, body limits, Idempotency-Key on every write, security headers, OpenAPI at /api/docs.
 */
export const createHttpApp = async (module: Type | DynamicModule, parts: HttpParts): Promise<HttpApp> => {
  const { config, log, keys, metrics, readiness, replies } = parts;
  let stopping = false;
  const adapter = new FastifyAdapter({
    bodyLimit: config.http.bodyLimitBytes,
    genReqId: correlationIdOf,
    requestTimeout: REQUEST_TIMEOUT_MS,
    return503OnClosing: false, // our own hook answers as a problem
    clientErrorHandler: refuseConnection(log),
    frameworkErrors: refuseRequest(log),
  });
  const fastify = adapter.getInstance<FastifyInstance>();
  useBodyParsers(fastify, config.http.ingestBodyLimitBytes);
  useRequestHooks(fastify, { log, keys, metrics, isStopping: () => stopping });
  useIdempotency(fastify, { replies, log, keepDays: config.http.keepRepliesDays });

  const nest = await NestFactory.create<NestFastifyApplication>(HttpModule.of(module, parts), adapter, { logger: new NestLog(log), bodyParser: false, abortOnError: false });
  nest.useGlobalFilters(new ProblemFilter(log));
  nest.useGlobalPipes(validationPipe());
  serveDocs(fastify, () => openApiOf(nest));
  await nest.init();
  await fastify.ready();

  return {
    nest,
    async listen() {
      await nest.listen({ port: config.http.port, host: config.http.host });
      return nest.getUrl();
    },
    async close() {
      stopping = true;
      readiness.beginShutdown();
      const cut = setTimeout(() => fastify.server.closeAllConnections(), config.shutdownSeconds * 1000 * 2 / 3);
      try {
        await nest.close();
      } finally {
        clearTimeout(cut);
      }
    },
  };
};
