import type { Phase } from './phases.js';
import type { Stage } from './stage.js';

export type Disturbances = Readonly<{
  /** Does the work while the phase's targets are killed; over when both are, and everybody is ready again without a hand. */
  during(phase: Phase, work: () => Promise<unknown>): Promise<void>;
  /** How far the work has come, in words and as a share from 0 to 1. */
  note(progress: string, share: number): void;
  counts: { kills: number; inWork: number; issued: number };
}>;

export const disturbances = (stage: Stage, tell: (line: string) => void): Disturbances => {
  const counts = { kills: 0, inWork: 0, issued: 0 };
  let [progress, share] = ['', 0];
  return {
    counts, note: (words, done) => { [progress, share] = [words, Math.max(share, done)]; },
    async during({ name, kills }, work) {
      [progress, share] = ['just begun', 0];
      tell(`${name} begins`);
      const begun = performance.now();
      let over = false;
      const working = work().finally(() => {
        over = true;
        tell(`${name}: the work is done (${progress})`);
      });
      working.catch(() => undefined); // awaited below
      await Promise.all(kills.map(async ({ target, atMs, share: amid }) => {
        while (performance.now() - begun < atMs && share < amid && !over) await new Promise((resolve) => setTimeout(resolve, 20));
        counts.kills++;
        if (!over) counts.inWork++;
        tell(`${target} killed (${over ? 'the work was done' : progress})`);
        await stage.kill(target);
      }));
      await working;
      await stage.allReady();
      tell(`${name}: everybody recovered without a hand`);
    },
  };
};
