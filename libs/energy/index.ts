export * from './calendar.js';
export * from './invalid-value.js';
export * from './local-date.js';
export * from './resolution.js';
export * from './rounding.js';
export * from './scaled.js';
