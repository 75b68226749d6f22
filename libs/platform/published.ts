// What the other technology libraries rest on; it loads no framework.
export { inTransaction } from './postgres/in-transaction.js';
