import type { EventStore } from '#kernel';
import type { EventStoreDbOptions } from './eventstoredb/event-store-db.js';

/** Opens the log of an EventStoreDB. Its client is loaded only then: who does not use it does not pay for it. @throws StoreUnavailable */
export const openEventStoreDb = async (options: EventStoreDbOptions): Promise<EventStore> => (await import('./eventstoredb/event-store-db.js')).openEventStoreDb(options);
