import type { Lifecycle } from '#platform';
import { Projector } from '#projections';
import { allViews } from '../composition/views.js';
import type { Parts } from '../composition/parts.js';

/** How often the lag of the views is measured for /metrics. */
const LAG_EVERY_MS = 5_000;

/** Keeps all views up to date in this process. */
export const startProjector = async ({ store, pool, calendar, config, metrics, log, freshness, readiness }: Parts, life: Lifecycle): Promise<Projector> => {
  const projector = new Projector({
    store, pool, views: allViews(calendar), pageSize: config.batch.projectionEvents,
    onPage: ({ view, lagSeconds }) => metrics.viewLag(view, lagSeconds),
    timePage: (view, work) => metrics.timeProjection(view, work),
    onTrouble: ({ view, message, pauseMs }) => log.error({ view, pauseMs }, `The view cannot go on: ${message}`),
  });
  await projector.start();
  life.defer('the projector', () => projector.stop());
  readiness.register({
    name: 'views',
    check: async () => {
      const [trouble] = projector.troubles();
      if (trouble) throw new Error(`${trouble.view}: ${trouble.message}`);
    },
  });
  const measure = setInterval(() => {
    freshness.all()
      .then((views) => { for (const { view, state, lagSeconds } of views) if (state === 'live') metrics.viewLag(view, lagSeconds); })
      .catch((err: unknown) => log.warn({ err }, 'The lag of the views could not be measured'));
  }, LAG_EVERY_MS);
  life.defer('measuring the lag', () => clearInterval(measure));
  return projector;
};
