export * from './clock.js';
export * from './decider.js';
export * from './event.js';
export * from './event-store.js';
export * from './handle.js';
export * from './ids.js';
export * from './rejected.js';
export * from './reason.js';
