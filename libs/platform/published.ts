// What the other technology libraries rest on; it loads no framework.
export { clipped, row, WIDTH, wrapped } from './text/columns.js';
export { inTransaction } from './postgres/in-transaction.js';
