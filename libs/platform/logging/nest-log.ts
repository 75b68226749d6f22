import type { LoggerService } from '@nestjs/common';
import { nativeError } from '../errors/native-error.js';
import type { Log } from './log.js';

/** Nest's own words, through our log. Nest's chatter about its start is of no use to an operator, hence one level lower. */
export class NestLog implements LoggerService {
  constructor(private readonly to: Log) {}

  log(message: unknown, ...more: unknown[]): void { this.write('debug', message, more); }
  debug(message: unknown, ...more: unknown[]): void { this.write('trace', message, more); }
  verbose(message: unknown, ...more: unknown[]): void { this.write('trace', message, more); }
  warn(message: unknown, ...more: unknown[]): void { this.write('warn', message, more); }
  error(message: unknown, ...more: unknown[]): void { this.write('error', message, more); }
  fatal(message: unknown, ...more: unknown[]): void { this.write('fatal', message, more); }

  /** Nest passes the name of the part last, and for errors perhaps a stack before it. */
  private write(level: 'trace' | 'debug' | 'warn' | 'error' | 'fatal', message: unknown, more: readonly unknown[]): void {
    const part = more.at(-1);
    const stack = more.find((item): item is string => typeof item === 'string' && item.includes('\n    at '));
    const fields = { ...(typeof part === 'string' && part !== stack && { part }), ...(stack !== undefined && { stack }) };
    const error = nativeError(message);
    if (error) this.to[level]({ ...fields, err: error }, error.message);
    else this.to[level](fields, typeof message === 'string' ? message : JSON.stringify(message));
  }
}
