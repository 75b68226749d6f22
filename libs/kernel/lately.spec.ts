import { expect, it } from '@jest/globals';
import { lately } from './lately.js';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

it('gives those who ask close together one answer, and asks anew afterwards', async () => {
  let asked = 0;
  const count = lately(async () => ++asked, 40);
  expect(await Promise.all([count(), count()])).toEqual([1, 1]);
  expect(await count()).toBe(1);
  await pause(60);
  expect(await count()).toBe(2);
});

it('does not keep a failure', async () => {
  let asked = 0;
  const broken = lately(() => (++asked === 1 ? Promise.reject(new Error('no')) : Promise.resolve(asked)), 60_000);
  await expect(Promise.all([broken(), broken()])).rejects.toThrow('no');
  expect(await broken()).toBe(2);
});
