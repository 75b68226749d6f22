// The specs that shall see the mutants of one part (MUTATION_PART names it); stops at the first that fails.
import { join } from 'node:path';
import jestConfig from '../../jest.config.mjs';
import { partNamed } from './parts.mjs';

const { projects: [{ displayName: _, ...base }], testTimeout } = jestConfig;

export default {
  ...base,
  roots: ['<rootDir>/libs', '<rootDir>/test/scenarios'],
  testMatch: partNamed(process.env.MUTATION_PART).specs.map((glob) => `<rootDir>/${glob}`),
  runner: join(import.meta.dirname, 'specs-in-turn.mjs'),
  testEnvironment: join(import.meta.dirname, 'stop-at-first-failure.cjs'),
  setupFilesAfterEnv: [join(import.meta.dirname, 'no-shrinking.mjs')],
  testTimeout,
  watchman: false,
};
