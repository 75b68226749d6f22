/** Where this library says what happens, for people. A pino logger fits. Never the body of a message. */
export interface MessagingLog {
  info(fields: Readonly<Record<string, unknown>>, sentence: string): void;
  warn(fields: Readonly<Record<string, unknown>>, sentence: string): void;
  error(fields: Readonly<Record<string, unknown>>, sentence: string): void;
}

export const silentLog: MessagingLog = { info: () => undefined, warn: () => undefined, error: () => undefined };
