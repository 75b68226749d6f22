import { Rejected, StoreUnavailable } from '#kernel';
import { ConfigError } from '../config/config-error.js';
import { databaseFault } from '../errors/database-fault.js';
import { nativeError } from '../errors/native-error.js';
import { maskSecrets } from '../logging/mask-secrets.js';
import { EXIT, OperatorError } from './operator-error.js';

/** What to tell whoever runs the program, without secrets, and how the program ends. */
export type Explanation = Readonly<{ sentence: string; exitCode: number }>;

/** Undefined for errors nobody foresaw: those are bugs and deserve their stack. */
export const explainError = (error: unknown): Explanation | undefined => {
  const explanation = explain(error);
  return explanation && { ...explanation, sentence: maskSecrets(explanation.sentence) };
};

const explain = (error: unknown): Explanation | undefined => {
  if (error instanceof ConfigError || error instanceof OperatorError) return { sentence: error.message, exitCode: error.exitCode };
  if (error instanceof Rejected) return { sentence: `Refused: ${error.code} ${JSON.stringify(error.details)}`, exitCode: EXIT.failed };
  if (error instanceof StoreUnavailable) {
    return { sentence: `The event store does not answer (${error.message}). Check that it runs and that EVENTSTORE_URL or DATABASE_URL names it, then start again.`, exitCode: EXIT.unavailable };
  }
  const known = nativeError(error) as SystemError | undefined;
  if (known?.errors?.[0] !== undefined) return explain(known.errors[0]); // several addresses were tried
  if (known?.name === 'EngineError') return { sentence: known.message, exitCode: EXIT.unavailable };
  return known && (ofTheSystem(known) ?? ofTheDatabase(known));
};

type SystemError = NodeJS.ErrnoException & Readonly<{ port?: number; address?: string; hostname?: string; errors?: readonly unknown[] }>;

const ofTheSystem = (error: SystemError): Explanation | undefined => {
  const place = error.port === undefined ? error.address ?? 'the address' : `${error.address ?? 'this machine'}, port ${error.port}`;
  switch (error.code) {
    case 'EADDRINUSE':
      return { sentence: `Another program already listens on ${place}. Stop it (lsof -i :${error.port ?? 'PORT'} shows which), or set PORT to another port; PORT=0 takes any free one.`, exitCode: EXIT.failed };
    case 'EADDRNOTAVAIL':
      return { sentence: `This machine does not have the address ${place}. Set HOST to 127.0.0.1, 0.0.0.0 or an address of this machine.`, exitCode: EXIT.failed };
    case 'EACCES':
      return error.syscall === 'listen'
        ? { sentence: `Listening on ${place} is not allowed. Set PORT to 1024 or higher.`, exitCode: EXIT.failed }
        : { sentence: `Access to ${error.path ?? 'a file'} is not allowed. Give this user the right, or set GRIDTALLY_DATA to a folder it may write.`, exitCode: EXIT.failed };
    case 'ENOSPC': case 'EDQUOT':
      return { sentence: `The disk is full${error.path ? ` (${error.path})` : ''}. Nothing that was confirmed is lost. Free space, or set GRIDTALLY_DATA to a folder with more, then start again.`, exitCode: EXIT.disk };
    case 'ECONNREFUSED':
      return { sentence: `Nothing answers on ${place}. Start the server that should be there, or correct its address (DATABASE_URL, EVENTSTORE_URL, KAFKA_BROKERS).`, exitCode: EXIT.unavailable };
    case 'ENOTFOUND': case 'EAI_AGAIN':
      return { sentence: `There is no host named ${error.hostname ?? 'as configured'}. Correct the address (DATABASE_URL, EVENTSTORE_URL, KAFKA_BROKERS), or check the name service.`, exitCode: EXIT.unavailable };
    default:
      return undefined;
  }
};

const ofTheDatabase = (error: Error): Explanation | undefined => {
  const fault = databaseFault(error);
  return fault && {
    sentence: fault.code === 'DISK_FULL'
      ? 'The database has no disk space left. Nothing that was confirmed is lost. Free space where the database lies, then start again.'
      : `The database cannot work: ${error.message}. Check that it runs and that DATABASE_URL names it, then start again.`,
    exitCode: fault.code === 'DISK_FULL' ? EXIT.disk : EXIT.unavailable,
  };
};
