import { AsyncLocalStorage } from 'node:async_hooks';
import type { CommandContext } from '#kernel';

/** What every log line of the work in hand carries. */
export type LogContext = Readonly<{ correlationId?: string; causationId?: string; gsrn?: string; actor?: string }>;

const storage = new AsyncLocalStorage<LogContext>();

/** The context of the work in hand; empty outside of any. */
export const logContext = (): LogContext => storage.getStore() ?? {};

/** Runs `work`, and everything it starts, with these added to the context in force. */
export const withLogContext = <T>(added: LogContext, work: () => T): T => storage.run({ ...storage.getStore(), ...added }, work);

/** Who asks and why, for a command that follows from the work in hand. */
export const commandContext = (commandId: string): CommandContext => {
  const { correlationId, causationId, actor } = logContext();
  return { commandId, ...(correlationId && { correlationId }), ...(causationId && { causationId }), ...(actor && { actor }) };
};
