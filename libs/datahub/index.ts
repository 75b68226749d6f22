export * from './published.js';
export { MemoryMessageArchive } from './archive/memory-message-archive.js';
export { PostgresMessageArchive } from './archive/postgres-message-archive.js';
