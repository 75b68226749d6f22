import { createHash, createSecretKey, type KeyObject, randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../errors/native-error.js';
import type { Environment } from './environment.js';

/** A key that wraps other keys: 32 bytes, held so that neither a log line nor JSON can show them. `id` names it and gives nothing away. */
export type MasterKey = Readonly<{ id: string; key: KeyObject }>;

const BYTES = 32;
const FILE = 'master.key';

/** The keys in `GRIDTALLY_MASTER_KEY`, the current one first; none when the variable is absent. What is wrong with them is noted without showing them. */
export const readMasterKeys = (env: Environment): readonly MasterKey[] => {
  const texts = (env.text('GRIDTALLY_MASTER_KEY') ?? '').split(',').map((text) => text.trim()).filter((text) => text !== '');
  const keys = texts.map(masterKeyOf);
  if (keys.every((key) => key !== undefined)) return keys;
  env.problem('GRIDTALLY_MASTER_KEY', `${keys.filter((key) => key === undefined).length} of ${keys.length} keys that cannot be read`, '32 bytes in base64; the current key first, after a comma those before it',
    'Make one with `openssl rand -base64 32`, and keep it where no backup of the database lies.');
  return [];
};

/**
 * The keys of this installation: those of the configuration, else, when we run our own database, the one in the file `master.key` of the data folder,
 * which is made at the first start and readable for its owner only. Empty when the database is a server's and no key was given: several machines would
 * each make their own.
 */
export const openMasterKeys = async (config: Readonly<{ masterKeys: readonly MasterKey[]; database: Readonly<{ kind: string }>; dataDir: string }>): Promise<readonly MasterKey[]> => {
  if (config.masterKeys.length > 0 || config.database.kind !== 'embedded') return config.masterKeys;
  const file = join(config.dataDir, FILE);
  if (!existsSync(file)) {
    await mkdir(config.dataDir, { recursive: true });
    await makeOnce(file);
  }
  const text = (await readFile(file, 'utf8')).trim();
  const key = masterKeyOf(text);
  if (!key) throw new Error(`The file ${file} does not hold a master key (32 bytes in base64). Put the right file back: without it personal data cannot be read.`);
  return [key];
};

/** A master key from its base64 text; undefined when the text is none. */
export const masterKeyOf = (text: string): MasterKey | undefined => {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== BYTES || bytes.toString('base64') !== text) return undefined;
  return { id: createHash('sha256').update('gridtally master key').update(bytes).digest('hex').slice(0, 16), key: createSecretKey(bytes) };
};

/** Whole or not at all, and never a second time: two processes that start together both read the first one's. */
const makeOnce = async (file: string): Promise<void> => {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, `${randomBytes(BYTES).toString('base64')}\n`, { mode: 0o600, flush: true });
  try {
    await link(draft, file);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    await unlink(draft);
  }
};
