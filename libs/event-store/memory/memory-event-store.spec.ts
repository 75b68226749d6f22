import { eventStoreContract } from '../contract.js';
import { MemoryEventStore } from './memory-event-store.js';

eventStoreContract('The memory store', () => Promise.resolve(new MemoryEventStore()));
