import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { liesIn, replaceFiles } from './replace-files.js';

let folder: string;
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'gridtally-files-')); });
afterAll(() => rm(folder, { recursive: true }));

describe('replacing files', () => {
  it('moves complete files over older ones and lets others be', async () => {
    const out = join(folder, 'out');
    await mkdir(join(out, 'a'), { recursive: true });
    await writeFile(join(out, 'a', 'x.csv'), 'old');
    await writeFile(join(out, 'mine.txt'), 'mine');
    await replaceFiles(out, async (workplace) => { await mkdir(join(workplace, 'a')); await writeFile(join(workplace, 'a', 'x.csv'), 'new'); return ['a/x.csv']; }, (files) => files);
    expect(await readFile(join(out, 'a', 'x.csv'), 'utf8')).toBe('new');
    expect((await readdir(out)).sort()).toEqual(['a', 'mine.txt']);
  });
  it('changes nothing and leaves nothing behind when the work fails', async () => {
    const before = await readdir(folder);
    await expect(replaceFiles(join(folder, 'other'), async (workplace) => { await writeFile(join(workplace, 'x'), 'half'); throw new Error('no'); }, () => ['x'])).rejects.toThrow('no');
    expect(await readdir(folder)).toEqual(before);
  });
});

describe('lying in a folder', () => {
  it('is seen through links and for what does not exist yet', async () => {
    await mkdir(join(folder, 'in', 'when'), { recursive: true });
    await symlink(join(folder, 'in'), join(folder, 'link'));
    expect(await liesIn(join(folder, 'in'), join(folder, 'in'))).toBe(true);
    expect(await liesIn(join(folder, 'in'), join(folder, 'link', 'when', 'new', 'x.csv'))).toBe(true);
    expect(await liesIn(join(folder, 'in'), join(folder, 'inside'))).toBe(false);
    expect(await liesIn(join(folder, 'in', 'when'), join(folder, 'in', 'out'))).toBe(false);
  });
});
