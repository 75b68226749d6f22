import { pino, type DestinationStream, type Logger } from 'pino';
import type { LogLevel } from '../config/config.js';
import { logContext } from './log-context.js';
import { errorForLog } from './error-for-log.js';
import { maskSecrets } from './mask-secrets.js';

/** JSON lines, one per event of the process's life. Never write personal data: ids of things, not names of people. */
export type Log = Logger;

const SECRET_FIELDS = ['authorization', 'x-api-key', 'cookie', 'password', 'apiKey', 'secret'];
const PLACES = ['', '*.', '*.*.'];

/**
 * The log of this process. Each line carries the correlation id, causation id and GSRN of the work in hand;
 * secrets are removed twice: by field name, and by shape anywhere in the line.
 */
export const createLog = (options: Readonly<{ level: LogLevel; name?: string; destination?: DestinationStream }>): Log => pino({
  level: options.level,
  base: { app: options.name ?? 'gridtally', pid: process.pid },
  timestamp: () => `,"at":"${new Date().toISOString()}"`,
  formatters: { level: (label) => ({ level: label }) },
  mixin: () => ({ ...logContext() }),
  serializers: { err: errorForLog },
  redact: { paths: PLACES.flatMap((place) => SECRET_FIELDS.map((field) => place === '' ? `["${field}"]` : `${place.slice(0, -1)}["${field}"]`)), censor: '***' },
  hooks: { streamWrite: maskSecrets },
}, options.destination ?? pino.destination({ fd: 1, sync: true }));
