import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { ConfigError } from './config-error.js';
import { loadConfig } from './config.js';
import { describeConfig } from './describe-config.js';
import { openMasterKeys } from './master-key.js';

const key = () => randomBytes(32).toString('base64');
const inFolder = async (work: (dataDir: string) => Promise<void>) => {
  const folder = await mkdtemp(join(tmpdir(), 'master-key-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
};

describe('The master key', () => {
  it('is taken from the configuration, the current one first', async () => {
    const [now, before] = [key(), key()];
    const both = loadConfig({ GRIDTALLY_MASTER_KEY: `${now}, ${before}` });
    expect(both.masterKeys.map(({ id }) => id)).toEqual([now, before].map((one) => loadConfig({ GRIDTALLY_MASTER_KEY: one }).masterKeys[0]!.id));
    expect(await openMasterKeys(both)).toBe(both.masterKeys);
  });
  it('is shown by nothing that prints a configuration', () => {
    const text = key();
    const config = loadConfig({ GRIDTALLY_MASTER_KEY: text });
    const shown = [describeConfig(config), JSON.stringify(config), inspect(config, { depth: 9, showHidden: true })].join('\n');
    expect(shown).not.toContain(text);
    expect(shown).not.toContain(Buffer.from(text, 'base64').toString('hex'));
    expect(describeConfig(config)).toMatch(/master key +given/);
  });
  it.each(['short', randomBytes(31).toString('base64'), `${randomBytes(32).toString('base64')},oops`])('is refused when it is none, without being shown', (text) => {
    try {
      loadConfig({ GRIDTALLY_MASTER_KEY: text });
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      expect(error.problems).toMatchObject([{ variable: 'GRIDTALLY_MASTER_KEY' }]);
      expect(error.message).not.toContain(text.split(',')[0]);
      return;
    }
    throw new Error('it was taken');
  });
  it('is made once in the data folder when we run our own database, for its owner only', () => inFolder(async (folder) => {
    const config = loadConfig({ GRIDTALLY_DATA: join(folder, 'new') });
    const [a, b] = await Promise.all([openMasterKeys(config), openMasterKeys(config)]);
    expect(a[0]!.id).toBe(b[0]!.id);
    expect((await stat(join(folder, 'new', 'master.key'))).mode & 0o777).toBe(0o600);
    expect((await readFile(join(folder, 'new', 'master.key'), 'utf8')).trim()).toHaveLength(44);
  }));
  it('is not made anew in place of one that was damaged', () => inFolder(async (folder) => {
    await writeFile(join(folder, 'master.key'), 'damaged');
    await expect(openMasterKeys(loadConfig({ GRIDTALLY_DATA: folder }))).rejects.toThrow('does not hold a master key');
  }));
  it('is nobody else\'s to make where several machines share a database', async () => {
    expect(await openMasterKeys(loadConfig({ DATABASE_URL: 'postgres://db/grid' }))).toEqual([]);
  });
});
