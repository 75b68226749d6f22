import type { Build } from '#projections';

/** One build of a view and how far it is behind the log, in seconds. */
export type ViewStand = Build & Readonly<{ lagSeconds: number; caughtUp: boolean }>;
