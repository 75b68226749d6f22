import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { derivedId } from '#kernel';
import { FaultError } from '../errors/problem.js';
import type { Log } from '../logging/log.js';
import { presentedKeyOf } from '../security/authenticate.js';
import type { RouteSettings } from '../security/public.js';
import { fingerprintOf } from './fingerprint.js';
import type { KeyedRequest, StoredReplies, StoredReply } from './stored-replies.js';

export const IDEMPOTENCY_HEADER = 'idempotency-key';
/** On a reply that was stored earlier. */
const REPLAYED_HEADER = 'idempotent-replayed';
/** On a reply of which not everything was stored: what, and why. */
const STORED_HEADER = 'idempotent-stored';

const LARGEST_REPLY_BYTES = 256 * 1024;
const SHAPE = /^[\x21-\x7e]{1,200}$/;
const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
const PRUNE_EVERY_MS = 3_600_000;

declare module 'fastify' {
  interface FastifyRequest {
    /** Set while a write with an Idempotency-Key is carried out. */
    claimed: Readonly<{ keyed: KeyedRequest; token: string }> | undefined;
    /** Names the command that follows from this request, see `CurrentContext`. */
    commandId: string | undefined;
  }
}

export type IdempotencyParts = Readonly<{ replies: StoredReplies; log: Log; keepDays: number }>;

/**
 * `Idempotency-Key` for every write, whatever controller it belongs to: the first request with a key is carried out and its success stored; the same request
 * again gets that reply. A refusal changes nothing, so it is not stored: whoever corrects its cause may repeat the same request.
 * When a process dies in between, the request is carried out again under the same command id, which changes nothing.
 * Documents (`@RawDocument`) are left alone: the id of the message is their key.
 */
export const useIdempotency = (fastify: FastifyInstance, { replies, log, keepDays }: IdempotencyParts): void => {
  fastify.decorateRequest('claimed', undefined);
  fastify.decorateRequest('commandId', undefined);

  fastify.addHook('preHandler', async (request, reply) => {
    const keyed = keyedRequest(request);
    if (!keyed) return undefined;
    request.commandId = derivedId('http request', keyed.apiKey, keyed.route, keyed.key, keyed.fingerprint);
    const claim = await replies.claim(keyed);
    switch (claim.kind) {
      case 'yours': request.claimed = { keyed, token: claim.token }; return undefined;
      case 'done': return replay(reply, claim.reply);
      case 'in-flight': throw IN_FLIGHT;
      case 'other': throw REUSED;
    }
  });

  fastify.addHook('onSend', async (request, reply, payload) => {
    const { claimed } = request;
    if (!claimed) return payload;
    request.claimed = undefined;
    try {
      if (reply.statusCode >= 400) await replies.release(claimed.keyed, claimed.token);
      else await keep(replies, claimed, reply, request, payload);
    } catch (err) {
      // the write itself is done, and a repeat under the same command id changes nothing
      log.warn({ err }, 'The reply to a request with an Idempotency-Key could not be stored');
      reply.header(STORED_HEADER, 'no; it could not be stored, a repeat is carried out again, which changes nothing');
    }
    return payload;
  });

  const prune = (): void => {
    replies.prune(keepDays).catch((err: unknown) => log.warn({ err }, 'Old replies to requests with an Idempotency-Key could not be forgotten'));
  };
  let pruning: NodeJS.Timeout | undefined;
  fastify.addHook('onReady', async () => {
    prune();
    pruning = setInterval(prune, PRUNE_EVERY_MS).unref();
  });
  fastify.addHook('onClose', async () => clearInterval(pruning));
};

/** Undefined when there is nothing to remember: no write, no key, a document, a path that does not exist. @throws FaultError when the key cannot be one */
const keyedRequest = (request: FastifyRequest): KeyedRequest | undefined => {
  const { method, headers, routeOptions, caller, originalUrl, body } = request;
  const key = headers[IDEMPOTENCY_HEADER];
  if (key === undefined || !WRITES.has(method) || request.is404 || !caller || (routeOptions.config as RouteSettings).document) return undefined;
  if (typeof key !== 'string' || !SHAPE.test(key)) throw INVALID;
  const secret = presentedKeyOf(request)!; // there is a caller, so there was a key
  return { apiKey: caller.prefix, route: `${method} ${routeOptions.url}`, key, fingerprint: fingerprintOf(secret, { method, url: originalUrl, body }) };
};

const replay = (reply: FastifyReply, { status, contentType, body, note }: StoredReply): FastifyReply => {
  void reply.code(status).header(REPLAYED_HEADER, 'true');
  if (note !== undefined) return reply.type('application/json; charset=utf-8').send(Buffer.from(JSON.stringify({ note }))); // bytes are sent as they are
  if (contentType !== undefined) void reply.type(contentType);
  return reply.send(body);
};

const keep = async (replies: StoredReplies, { keyed, token }: NonNullable<FastifyRequest['claimed']>, reply: FastifyReply, request: FastifyRequest, payload: unknown): Promise<void> => {
  const stored = storable(reply, payload, (request.routeOptions.config as RouteSettings).noStoredReply === true);
  if (stored.note !== undefined) reply.header(STORED_HEADER, `status only; ${stored.note}`);
  await replies.keep(keyed, token, stored);
};

const storable = (reply: FastifyReply, payload: unknown, noBody: boolean): StoredReply => {
  const status = reply.statusCode;
  const body = typeof payload === 'string' || Buffer.isBuffer(payload) ? Buffer.from(payload as string) : undefined;
  if (body ? body.length === 0 : payload === undefined || payload === null) return { status };
  if (noBody) return { status, note: 'Carried out earlier. The reply held what is not kept here.' };
  if (!body) return { status, note: 'Carried out earlier. The reply was a stream, which is not kept.' };
  if (body.length > LARGEST_REPLY_BYTES) return { status, note: `Carried out earlier. The reply was larger than ${LARGEST_REPLY_BYTES} bytes and is not kept.` };
  const contentType = reply.getHeader('content-type');
  return { status, body, ...(typeof contentType === 'string' && { contentType }) };
};

const INVALID = new FaultError({
  status: 400, code: 'INVALID_IDEMPOTENCY_KEY', detail: 'Idempotency-Key must be 1 to 200 printable ASCII characters without blanks, for example a UUID.',
});
const IN_FLIGHT = new FaultError({
  status: 409, code: 'IDEMPOTENCY_IN_FLIGHT', retryAfterSeconds: 2, detail: 'A request with this Idempotency-Key is being carried out. Send the same request again later for its reply.',
});
const REUSED = new FaultError({
  status: 422, code: 'IDEMPOTENCY_KEY_REUSED', detail: 'This Idempotency-Key belongs to another request (other path, query or body). Take a new key for a new request, or send exactly the same request again.',
});
