import type { FastifyInstance } from 'fastify';
import { FaultError } from '../errors/problem.js';
import type { RouteSettings } from '../security/public.js';
import { jsonText } from './parse-json.js';

/** How bodies are read: JSON for requests, untouched bytes for documents, nothing else. */
export const useBodyParsers = (fastify: FastifyInstance, ingestBodyLimitBytes: number): void => {
  const parseJson = fastify.getDefaultJsonParser('error', 'error'); // refuses __proto__ and constructor.prototype
  fastify.removeAllContentTypeParsers();
  fastify.addHook('onRoute', (route) => {
    if ((route.config as RouteSettings | undefined)?.document) route.bodyLimit = ingestBodyLimitBytes;
  });
  fastify.addContentTypeParser(/^application\/(?:json|[\w.-]+\+json)(?:$|\s*;)/i, { parseAs: 'buffer' }, (request, body, done) => {
    if (settingsOf(request).document) return done(null, body);
    try {
      void parseJson(request, jsonText(body as Buffer), done);
    } catch (error) {
      done(error as Error);
    }
  });
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    if (settingsOf(request).document) return done(null, body);
    done(new FaultError({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE', detail: 'This route does not take that content type. Send application/json.' }));
  });
};

const settingsOf = (request: Readonly<{ routeOptions: Readonly<{ config: unknown }> }>): RouteSettings => request.routeOptions.config as RouteSettings;
