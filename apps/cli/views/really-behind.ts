import type { EventStore } from '#kernel';
import type { View } from '#projections';
import type { ViewStand } from './view-stand.js';

/** A view stands where its last event stands, and looks late while only events of other kinds happen. Asks the log whether anything for it lies ahead. */
export const reallyBehind = (stand: readonly ViewStand[], views: readonly View[], store: Pick<EventStore, 'readAll'>): Promise<readonly ViewStand[]> => Promise.all(stand.map(async (one) => {
  const view = views.find(({ name }) => name === one.view);
  if (one.caughtUp || one.position === undefined || !view) return one;
  return await hasEventAfter(store, one.position, view) ? one : { ...one, caughtUp: true, lagSeconds: 0 };
}));

const hasEventAfter = async (store: Pick<EventStore, 'readAll'>, after: string, { from }: View): Promise<boolean> => {
  for await (const { events } of store.readAll({ after, categories: from, pageSize: 1 })) if (events.length > 0) return true;
  return false;
};
