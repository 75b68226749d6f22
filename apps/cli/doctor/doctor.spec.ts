import { describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { visibleLag } from '../views/stand-of-views.js';
import type { ViewStand } from '../views/view-stand.js';
import { findingsText } from './doctor.js';
import { finding, look, ok, wrong } from './finding.js';
import { checkDataFolder, checkDisk, checkNode } from './machine.js';
import { parkedFinding, viewsFinding } from './stores.js';

const stand = (change: Partial<ViewStand> = {}): ViewStand => ({ view: 'v', build: 1, version: 1, state: 'live', position: '5', recordedAt: undefined, completeAt: undefined, updatedAt: '', error: undefined, lagSeconds: 0, caughtUp: true, ...change });

describe('the doctor', () => {
  it('knows which Node is new enough', () => expect(['20.19.0', '22.0.0', '20.18.3', '18.20.0'].map((version) => checkNode(version).state)).toEqual(['ok', 'ok', 'wrong', 'wrong']));
  it('tells how much room there is, also where the folder does not exist yet', async () => {
    const free = (bytes: number) => (async () => ({ bavail: bytes / 4096, bsize: 4096 })) as unknown as Parameters<typeof checkDisk>[1];
    const folder = join(tmpdir(), 'not', 'there', 'yet');
    for (const [bytes, state] of [[100 * 1024 ** 2, 'wrong'], [2 * 1024 ** 3, 'look'], [50 * 1024 ** 3, 'ok']] as const) expect(await checkDisk(folder, free(bytes))).toMatchObject({ state });
  });
  it('leaves nothing in the data folder', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gridtally-doctor-'));
    try {
      expect(await checkDataFolder(folder)).toMatchObject({ state: 'ok' });
      expect(await readdir(folder)).toEqual([]);
      expect(await checkDataFolder('/dev/null/data')).toMatchObject({ state: 'wrong', found: expect.stringMatching(/ENOTDIR/) });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
  it('finds views that are broken or have stopped, and lets busy ones be', () => {
    expect(viewsFinding([stand()]).state).toBe('ok');
    expect(viewsFinding([stand({ caughtUp: false, lagSeconds: 30 })]).state).toBe('ok');
    expect(viewsFinding([stand({ caughtUp: false, lagSeconds: 90 })])).toMatchObject({ state: 'wrong', found: 'v is 1 min 30 s behind' });
    expect(viewsFinding([stand({ error: 'cannot take event x' })])).toMatchObject({ state: 'wrong', found: expect.stringMatching(/cannot take event x/) });
  });
  it('lets a build be filled beside the one that answers', () => expect(viewsFinding([stand(), stand({ build: 2, state: 'filling', caughtUp: false, lagSeconds: 9_999 })]).state).toBe('ok'));
  it('asks somebody to look at parked messages without calling it wrong', () => {
    expect(parkedFinding([])).toMatchObject({ state: 'ok' });
    expect(parkedFinding([{ topic: 't', count: 3 }])).toMatchObject({ state: 'look', found: '3 of t' });
  });
  it('takes what a check throws for what it found, without secrets', async () => {
    const found = await finding('x', async () => { throw new Error('no way to postgres://me:hidden@host/db'); });
    expect(found).toMatchObject({ state: 'wrong' });
    expect(found.found).not.toContain('hidden');
  });
  it('says what to do below what it found', () => expect(findingsText([ok('node', 'Node 20'), look('disk', 'little', 'Free some.'), wrong('kafka', 'one\ntwo', 'Start it.')])).toBe([
    'ok    node          Node 20', 'look  disk          little', `${' '.repeat(20)}Free some.`, 'WRONG kafka         one', `${' '.repeat(20)}two`, `${' '.repeat(20)}Start it.`,
  ].join('\n')));
});

describe('how far a view is behind', () => {
  it('is that of the build which answers', () => expect(visibleLag([stand({ build: 2, state: 'filling', lagSeconds: 9 }), stand({ build: 1, lagSeconds: 1 })])).toEqual([{ view: 'v', state: 'live', lagSeconds: 1, caughtUp: true }]));
});
