export * from './memory/memory-event-store.js';
export * from './observed.js';
export * from './postgres/postgres-event-store.js';
export * from './stored-form.js';
export * from './upcasting.js';
