import type { FastifyRequest } from 'fastify';
import { FaultError } from '../errors/problem.js';
import type { ApiKeys, Caller } from './api-keys.js';
import type { RouteSettings } from './public.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; undefined on public routes only. */
    caller: Caller | undefined;
  }
}

/**
 * Settles who asks, before a byte of the body is read. Everything but public routes takes a key, unknown paths and the documentation included.
 * @throws FaultError 401 without a valid key; what the store throws when it is away
 */
export const authenticate = async (request: FastifyRequest, keys: ApiKeys): Promise<Caller | undefined> => {
  if (isPublic(request)) return undefined;
  const key = presentedKeyOf(request);
  const caller = key === undefined ? undefined : await keys.verify(key);
  if (caller) return caller;
  throw new FaultError({
    status: 401,
    code: 'UNAUTHENTICATED',
    detail: key === undefined
      ? 'Send an API key in the header Authorization: Bearer, or X-API-Key.'
      : 'This API key is not valid: unknown, revoked or expired. Ask an administrator for a new one.',
    headers: { 'www-authenticate': request.url.startsWith('/api/docs') ? 'Basic realm="Gridtally: API key as password, any name", charset="UTF-8"' : 'Bearer realm="Gridtally"' },
  });
};

export const isPublic = (request: FastifyRequest): boolean => !request.is404 && (request.routeOptions.config as RouteSettings).public === true;

/**
 * The key as it came, valid or not: from `Authorization: Bearer <key>`, `X-API-Key: <key>`, or, for reading only, as the password of Basic. A browser sends Basic by itself,
 * also when another site tells it to, so it must not be enough to change anything.
 */
export const presentedKeyOf = ({ headers, method }: FastifyRequest): string | undefined => {
  const plain = headers['x-api-key'];
  if (typeof plain === 'string') return plain.trim();
  const [scheme, credentials] = headers.authorization?.trim().split(/\s+/, 2) ?? [];
  if (credentials === undefined) return undefined;
  switch (scheme?.toLowerCase()) {
    case 'bearer': return credentials;
    case 'basic': return method !== 'GET' && method !== 'HEAD' ? undefined : Buffer.from(credentials, 'base64').toString('utf8').split(':').slice(1).join(':');
    default: return undefined;
  }
};
