export * from './builds.js';
export * from './freshness.js';
export * from './process.js';
export * from './projector-options.js';
export * from './projector.js';
export * from './view-follower.js';
export * from './view-table.js';
export * from './view.js';
