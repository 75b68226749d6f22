import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Door, keyOn } from './door.js';
import { ownDatabase, type OwnDatabase } from './database.js';
import { type Ended, launch, type Program } from './program.js';

/** The whole product in one process on a database of its own. */
export type RunningApp = Readonly<{ door: Door; program: Program; database: OwnDatabase; env: Readonly<Record<string, string>>; close(): Promise<Ended> }>;

/** Starts it and waits until it is ready. `close` ends it in order and removes everything it left. */
export const startApp = async (more: Readonly<Record<string, string>> = {}): Promise<RunningApp> => {
  const database = await ownDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'gridtally-e2e-'));
  const env = { DATABASE_URL: database.url, GRIDTALLY_DATA: folder, ...more };
  const program = launch('apps/all/main.js', env);
  const cleanUp = async (): Promise<Ended> => {
    const ended = await program.send('SIGTERM');
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
    return ended;
  };
  try {
    const door = new Door(await program.ready, (await keyOn(database.url)).key);
    return { door, program, database, env, close: cleanUp };
  } catch (error) {
    await cleanUp();
    throw error;
  }
};
