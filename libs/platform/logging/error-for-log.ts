import { codeOf, nativeError } from '../errors/native-error.js';

type LoggedError = Readonly<{ type: string; message: string; code?: string; stack?: string; cause?: LoggedError }>;

/** What an error may say in a log: kind, message, code, stack and causes. Its other fields may hold values of rows (a database's `detail`), so they stay out. */
export const errorForLog = (error: unknown, depth = 0): LoggedError => {
  const known = nativeError(error);
  if (!known) return { type: typeof error, message: String(error) };
  return {
    type: known.name,
    message: known.message,
    ...(codeOf(known) !== '' && { code: codeOf(known) }),
    ...(known.stack !== undefined && { stack: known.stack }),
    ...(known.cause !== undefined && depth < 5 && { cause: errorForLog(known.cause, depth + 1) }),
  };
};
