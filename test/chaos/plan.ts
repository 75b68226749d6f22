/** What may be broken. `store` is the EventStoreDB stand-in, where there is one. */
export type Target = 'ingest' | 'projector' | 'postgres' | 'kafka' | 'store';

/** One thing that is done to the system. Milliseconds count from the begin of the run. */
export type Blow = Readonly<{ atMs: number; target: Target; how: 'kill' }> | Readonly<{ atMs: number; target: Target; how: 'away'; forMs: number }>;

export type ChaosPlan = Readonly<{ seed: number; killsMs: number; totalMs: number; blows: readonly Blow[] }>;

/** How hard and how long. */
export type Size = Readonly<{ kills: number; killsMs: number; awayMs: number; calmMs: number }>;

/** Kafka needs so long to come back that killing it often would only keep it away. */
const WEIGHT: Readonly<Record<Target, number>> = { ingest: 4, projector: 4, store: 3, postgres: 2, kafka: 1 };

/** 8,000 messages and fewer: what CI has time for. */
const SMALL: Size = { kills: 11, killsMs: 24_000, awayMs: 5_000, calmMs: 3_000 };
const LONG: Size = { kills: 60, killsMs: 240_000, awayMs: 60_000, calmMs: 15_000 };

export const sizeFor = (messages: number): Size => (messages <= 8_000 ? SMALL : LONG);
export const isSmall = (size: Size): boolean => size === SMALL;

/**
 * First kills at random times, then each server away for a while. The same seed gives the same plan; what it meets depends on the machine.
 * Every target is killed at least once.
 */
export const chaosPlan = (seed: number, { kills, killsMs, awayMs, calmMs }: Size, killable: readonly Target[], stoppable: readonly Target[]): ChaosPlan => {
  const random = randomOf(seed);
  const blows: Blow[] = [];
  const often = killable.flatMap((target) => new Array<Target>(WEIGHT[target]).fill(target));
  for (let at = 0; at < Math.max(kills, killable.length); at++) {
    const target = at < killable.length ? killable[at]! : often[Math.floor(random() * often.length)]!;
    blows.push({ atMs: Math.round(1_000 + random() * (killsMs - 1_000)), target, how: 'kill' });
  }
  let atMs = killsMs + calmMs;
  for (const target of stoppable) {
    blows.push({ atMs, target, how: 'away', forMs: awayMs });
    atMs += awayMs + calmMs;
  }
  return { seed, killsMs, totalMs: atMs, blows: blows.sort((a, b) => a.atMs - b.atMs) };
};

export const planInWords = ({ seed, totalMs, blows }: ChaosPlan): string[] => [
  `seed ${seed}: ${blows.length} blows within ${Math.round(totalMs / 1_000)} s`,
  ...blows.map((blow) => `  ${(blow.atMs / 1_000).toFixed(1).padStart(6)} s  ${blow.target} ${blow.how === 'kill' ? 'killed' : `away for ${blow.forMs / 1_000} s`}`),
];

/** Even numbers in [0, 1) from a seed (mulberry32). */
export const randomOf = (seed: number): (() => number) => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};
