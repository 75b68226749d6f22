import { randomOf } from '../plan.js';

export const ROLES = ['api-1', 'api-2', 'ingest', 'projector', 'processes-1', 'processes-2'] as const;
export type RoleName = (typeof ROLES)[number];
export type ServerName = 'postgres' | 'kafka' | 'store';
export type Target = RoleName | ServerName;
/** When so much of the work is done (0 to 1), and in any case so many milliseconds after the phase began. */
export type Kill = Readonly<{ target: Target; atMs: number; share: number }>;

/** A stretch of work that is disturbed. */
export type Phase = Readonly<{ name: string; kills: readonly Kill[] }>;
export type Sizes = Readonly<{ windowMs: number; /** Kills at random besides those that are named. */ more: number }>;

/** Up to so many points a run is kept to what CI has time for. */
export const SMALL_POINTS = 1_000;

export const sizesFor = (points: number): Sizes => (points <= SMALL_POINTS ? { windowMs: 10_000, more: 1 } : { windowMs: 90_000, more: 14 });

/** The same seed gives the same kills. In each phase everybody dies amid its work, however fast the machine is, those who hold the work early; every target dies at least once. */
export const phasesOf = (seed: number, { windowMs, more }: Sizes, servers: readonly ServerName[]): Readonly<Record<'settling' | 'invoicing' | 'correcting' | 'issuing', Phase>> => {
  const random = randomOf(seed + 77);
  const often: readonly Target[] = [...ROLES, 'processes-1', 'processes-2', 'projector', ...servers.filter((server) => server !== 'kafka')];
  // Not by the clock unless nothing goes on: a worker that dies before there is work keeps its share of the topic from everybody until Kafka notices.
  const killAmid = (target: Target, from: number, to: number): Kill => ({ target, atMs: Math.round(windowMs * (1 + random() * 2)), share: Math.round(100 * (from + random() * (to - from))) / 100 });
  const phase = (name: string, amid: readonly Target[], later: readonly Target[]): Phase => ({
    name,
    kills: [
      ...amid.map((target) => killAmid(target, 0.02, 0.5)), ...later.map((target) => killAmid(target, 0.1, 0.95)),
      ...Array.from({ length: more }, () => killAmid(often[Math.floor(random() * often.length)]!, 0.02, 0.95)),
    ].sort((a, b) => a.share - b.share),
  });
  const eventServer: ServerName = servers.includes('store') ? 'store' : 'postgres';
  return {
    settling: phase('a settlement run', ['processes-1', eventServer, 'projector'], ['processes-2', 'ingest', 'api-1', ...servers.filter((server) => server === 'kafka')]),
    invoicing: phase('an invoice run', ['processes-2', 'processes-1', eventServer], ['projector', 'api-2']),
    correcting: phase('corrections after the invoices', ['processes-1', 'projector', eventServer], ['ingest', 'processes-2']),
    issuing: phase('clients that issue', ['api-1', eventServer, 'projector', 'processes-1'], ['api-2']),
  };
};

export const phaseInWords = ({ name, kills }: Phase): string => `${name}: ${kills.map(({ target, share }) => `${target} at ${Math.round(share * 100)} %`).join(', ')}`;
