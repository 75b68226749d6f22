import { Connection } from './connection.js';

type Entry = { connection: Connection; users: number };

const open = new Map<string, Entry>();

/**
 * One connection per server and process, however many stores are opened on it. It ends when the last of them lets go:
 * the client keeps state that is shared by the whole process and must not be disposed of while anybody still uses it.
 */
export const shareConnection = (connectionString: string): { connection: Connection; release(ms: number): Promise<void> } => {
  const entry = open.get(connectionString) ?? { connection: new Connection(connectionString), users: 0 };
  entry.users++;
  open.set(connectionString, entry);
  let held = true;
  return {
    connection: entry.connection,
    async release(ms) {
      if (!held) return;
      held = false;
      if (--entry.users > 0) return;
      open.delete(connectionString);
      await entry.connection.close(ms);
    },
  };
};
