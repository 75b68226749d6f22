import { afterAll, beforeAll } from '@jest/globals';
import { eventStoreContract } from '../../libs/event-store/contract.js';
import { openEventStoreDb } from '../../libs/event-store/eventstoredb/event-store-db.js';
import { type StandIn, startStandIn } from './stand-in.js';

let standIn: StandIn;
beforeAll(async () => { standIn = await startStandIn(); });
afterAll(async () => { await standIn.stop(); });

eventStoreContract('The EventStoreDB store, on the stand-in,', () => openEventStoreDb({ connectionString: standIn.connectionString, idleMs: 300 }));
