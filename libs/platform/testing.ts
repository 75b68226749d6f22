import type { DynamicModule, Type } from '@nestjs/common';
import { loadConfig, type Config } from './config/config.js';
import type { Env } from './config/environment.js';
import { Readiness } from './health/readiness.js';
import { createHttpApp, type HttpApp } from './http/http-app.js';
import { MemoryStoredReplies } from './idempotency/memory-stored-replies.js';
import { createLog } from './logging/log.js';
import { Metrics } from './metrics/metrics.js';
import { API_ROLES, type ApiRole } from './security/api-key.js';
import { ApiKeys } from './security/api-keys.js';
import { MemoryApiKeyStore } from './security/memory-api-key-store.js';

export { openSpecDatabase, type SpecDatabase } from './postgres/database-for-specs.js';

export type Question = Readonly<{
  /** Asks with a key that has this role and no other; absent = without a key. */
  as?: ApiRole;
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is; say its content type in `headers`. */
  body?: string | Buffer;
}>;
/** `body` is parsed when the answer is JSON, text otherwise. */
export type Answer = Readonly<{ status: number; headers: Readonly<Record<string, string>>; body: unknown }>;

/** An HTTP app on a free port of this machine, with keys in memory: for specs of controllers. Close it afterwards. */
export type TestHttpApp = Readonly<{
  app: HttpApp;
  url: string;
  config: Config;
  keys: ApiKeys;
  metrics: Metrics;
  readiness: Readiness;
  replies: MemoryStoredReplies;
  /** Lets time pass for stored replies. */
  advance(seconds: number): void;
  ask(method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, question?: Question): Promise<Answer>;
  keyOf(role: ApiRole): string;
  /** Everything logged so far, oldest first. */
  logged(): readonly Record<string, unknown>[];
  close(): Promise<void>;
}>;

/**
 * A socket rather than an injected request: what a client really gets, and Fastify's `inject` cannot be loaded by jest on Node 20.
 * @param env variables as `loadConfig` takes them; PORT is 0 unless told
 */
export const testHttpApp = async (module: Type | DynamicModule, env: Env = {}): Promise<TestHttpApp> => {
  const config = loadConfig({ PORT: '0', LOG_LEVEL: 'debug', GRIDTALLY_SHUTDOWN_SECONDS: '3', ...env });
  const lines: string[] = [];
  const log = createLog({ level: config.logLevel, destination: { write: (line: string) => void lines.push(line) } });
  const [keys, metrics, readiness] = [new ApiKeys(new MemoryApiKeyStore()), new Metrics(), new Readiness()];
  let passedMs = 0;
  const replies = new MemoryStoredReplies({ now: () => new Date(Date.now() + passedMs).toISOString() });
  const secrets = new Map<ApiRole, string>();
  for (const role of API_ROLES) secrets.set(role, (await keys.create({ name: `a test's ${role}`, roles: [role] })).key);
  const keyOf = (role: ApiRole): string => secrets.get(role)!;
  const app = await createHttpApp(module, { config, log, keys, metrics, readiness, replies });
  const url = await listenOrClose(app);
  return {
    app, url, config, keys, metrics, readiness, replies, keyOf,
    advance: (seconds) => { passedMs += seconds * 1_000; },
    async ask(method, path, { as, headers, json, body } = {}) {
      const answer = await fetch(url + path, {
        method,
        headers: { ...(json !== undefined && { 'content-type': 'application/json' }), ...(as && { authorization: `Bearer ${keyOf(as)}` }), ...headers },
        ...(json !== undefined ? { body: JSON.stringify(json) } : body !== undefined && { body: typeof body === 'string' ? body : new Uint8Array(body) }),
      });
      const text = await answer.text();
      return { status: answer.status, headers: Object.fromEntries(answer.headers), body: text !== '' && /json/.test(answer.headers.get('content-type') ?? '') ? JSON.parse(text) as unknown : text };
    },
    logged: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
    close: () => app.close(),
  };
};

const listenOrClose = async (app: HttpApp): Promise<string> => {
  try {
    return await app.listen();
  } catch (error) {
    await app.close();
    throw error;
  }
};
