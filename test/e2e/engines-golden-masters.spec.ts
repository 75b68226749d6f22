import { afterAll, describe, expect } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { tellMasters } from './golden-masters/masters.js';
import { EVENT_STORE_DBS, OnEngines } from './on-engines.js';

// The Postgres store hears the same masters in golden-masters.spec.ts, and a month over Kafka in the chaos suite.
describe.each(EVENT_STORE_DBS.map((store, telling) => ({ name: store.name, store, telling: telling + 1 })))('The golden masters over Kafka topics, roles in processes of their own, events in $name', ({ store, telling }) => {
  const engines = new OnEngines();
  afterAll(async () => { expect(await engines.stop()).toEqual([]); }, 60_000);
  tellMasters(async () => {
    const { door, sink } = await engines.start(store, ['api', 'ingest', 'projector', 'processes'], { GRIDTALLY_ZONE: 'UTC', GRIDTALLY_STRICT_IDS: 'false' });
    return { door, send: (topic, key, body) => sink.publish(topic, [{ id: randomUUID(), key, body }]) };
  }, telling);
});
