import { randomOf } from '../plan.js';

export const ROLES = ['api-1', 'api-2', 'ingest', 'projector', 'processes-1', 'processes-2'] as const;
export type RoleName = (typeof ROLES)[number];
export type ServerName = 'postgres' | 'kafka' | 'store';
export type Target = RoleName | ServerName;
/** Milliseconds after the phase began. */
export type Kill = Readonly<{ atMs: number; target: Target }>;

/** A stretch of work that is disturbed: `soon` die while it is young, `later` within the whole window. */
export type Phase = Readonly<{ name: string; kills: readonly Kill[] }>;
export type Sizes = Readonly<{ soonMs: number; windowMs: number; /** Kills at random besides those that are named. */ more: number }>;

/** What CI has time for, and what a long run breaks. */
export const sizesFor = (points: number): Sizes => (points <= 1_000 ? { soonMs: 3_000, windowMs: 12_000, more: 2 } : { soonMs: 8_000, windowMs: 90_000, more: 14 });

/** The same seed gives the same kills. Whoever holds the work dies early in each phase, so that it dies with work in hand; every target dies at least once. */
export const phasesOf = (seed: number, { soonMs, windowMs, more }: Sizes, servers: readonly ServerName[]): Readonly<Record<'settling' | 'invoicing' | 'correcting' | 'issuing', Phase>> => {
  const random = randomOf(seed + 77);
  const often: readonly Target[] = [...ROLES, 'processes-1', 'processes-2', 'projector', ...servers.filter((server) => server !== 'kafka')];
  const within = (ms: number): number => Math.round(150 + random() * (ms - 150));
  const phase = (name: string, soon: readonly Target[], later: readonly Target[]): Phase => ({
    name,
    kills: [
      ...soon.map((target) => ({ target, atMs: within(soonMs) })), ...later.map((target) => ({ target, atMs: within(windowMs) })),
      ...Array.from({ length: more }, () => ({ target: often[Math.floor(random() * often.length)]!, atMs: within(windowMs) })),
    ].sort((a, b) => a.atMs - b.atMs),
  });
  const eventServer: ServerName = servers.includes('store') ? 'store' : 'postgres';
  return {
    settling: phase('a settlement run', ['processes-1', eventServer, 'projector'], ['processes-2', 'ingest', 'api-1', ...servers.filter((server) => server === 'kafka')]),
    invoicing: phase('an invoice run', ['processes-2', 'processes-1', eventServer], ['projector', 'api-2']),
    correcting: phase('corrections after the invoices', ['processes-1', 'projector', eventServer], ['ingest', 'processes-2']),
    issuing: phase('clients that issue', ['api-1', eventServer, 'projector', 'processes-1'], ['api-2']),
  };
};

export const phaseInWords = ({ name, kills }: Phase): string => `${name}: ${kills.map(({ atMs, target }) => `${target} ${(atMs / 1_000).toFixed(1)} s`).join(', ')}`;
