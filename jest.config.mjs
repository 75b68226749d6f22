// Native ESM: NestJS 12 ships ESM only. Run through `node infra/scripts/jest.mjs`, which sets --experimental-vm-modules.
const base = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^#([a-z-]+)$': '<rootDir>/libs/$1/index.ts',
    '^#([a-z-]+)/(published|testing)$': '<rootDir>/libs/$1/$2.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.gridtally/'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', {
      jsc: {
        target: 'es2022',
        experimental: { keepImportAttributes: true },
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      },
      module: { type: 'es6' },
      sourceMaps: 'inline',
    }],
  },
};

/** Suites by what they need: `unit` nothing, `scenarios` and `architecture` the file system, `integration` engines, `e2e` the built apps. */
export default {
  testTimeout: 30_000, // property tests on two busy cores
  projects: [
    { ...base, displayName: 'unit', testMatch: ['<rootDir>/libs/**/*.spec.ts', '<rootDir>/apps/**/*.spec.ts'], testPathIgnorePatterns: ['\\.(integration|fuzz)\\.spec\\.ts$'] },
    { ...base, displayName: 'fuzz', testMatch: ['<rootDir>/libs/**/*.fuzz.spec.ts'] },
    { ...base, displayName: 'architecture', testMatch: ['<rootDir>/test/architecture/**/*.spec.ts'] },
    { ...base, displayName: 'scenarios', testMatch: ['<rootDir>/test/scenarios/**/*.spec.ts'] },
    { ...base, displayName: 'stand-in', testMatch: ['<rootDir>/test/eventstoredb-stand-in/**/*.spec.ts'] },
    { ...base, displayName: 'integration', testMatch: ['<rootDir>/libs/**/*.integration.spec.ts'] },
    { ...base, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.spec.ts'] },
  ],
};
