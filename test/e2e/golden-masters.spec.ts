import { afterAll, describe } from '@jest/globals';
import { tellMasters } from './golden-masters/masters.js';
import { type RunningApp, startApp } from './running-app.js';

describe('The golden masters as messages, in one process on its own database', () => {
  let app: RunningApp | undefined;
  afterAll(async () => { await app?.close(); }, 60_000);
  tellMasters(async () => {
    app = await startApp({ GRIDTALLY_ZONE: 'UTC', GRIDTALLY_STRICT_IDS: 'false' });
    const { door } = app;
    return { door, send: async (topic, _key, body) => {
      const { status, body: answer } = await door.ask('POST', `/api/ingest/${topic}`, { body });
      if (status !== 202) throw new Error(`${topic} was not taken: ${status} ${JSON.stringify(answer)}`);
    } };
  }, 0);
});
