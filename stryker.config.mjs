// Mutation testing of the rules that make figures. Run it with `npm run test:mutation`, which chooses the part (MUTATION_PART).
import { partNamed } from './infra/mutation/parts.mjs';

const part = process.env.MUTATION_PART ?? 'energy';

export default {
  plugins: ['@stryker-mutator/jest-runner', './infra/mutation/sentences.mjs', './infra/mutation/sample.mjs'],
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--no-warnings=ExperimentalWarning'],
  jest: { configFile: 'infra/mutation/jest.config.mjs', enableFindRelatedTests: false },
  coverageAnalysis: 'perTest',
  ...(process.env.MUTATION_SAMPLE && { checkers: ['sample'] }),
  ignorers: ['sentences'],
  mutate: partNamed(part).mutate,
  ignorePatterns: ['dist', 'docs', 'apps', 'coverage', 'reports', '.ci', 'test/architecture', 'test/chaos', 'test/e2e', 'test/eventstoredb-stand-in', 'infra/engines'],
  tempDirName: '.gridtally/mutation-sandbox',
  incremental: process.env.MUTATION_SAMPLE === undefined,
  incrementalFile: `.gridtally/mutation/${part}.incremental.json`,
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { logTests: false, reportTests: false, allowColor: false, allowEmojis: false },
  jsonReporter: { fileName: `.gridtally/mutation/${part}.json` },
  concurrency: 1,
  timeoutMS: 15_000,
  thresholds: { high: 90, low: 85, break: 85 },
};
