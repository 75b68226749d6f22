export * from './memory/memory-event-store.js';
export * from './timed.js';
export * from './postgres/postgres-event-store.js';
export * from './stored-form.js';
export * from './upcasting.js';
export { openEventStoreDb } from './open-event-store-db.js';
