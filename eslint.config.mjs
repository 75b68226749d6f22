import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.gridtally/', 'coverage/', 'reports/', '.stryker-tmp/'] },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-definitions': 'off',
      'no-empty': ['error', { allowEmptyCatch: false }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    // Money, energy and decisions: no clock, no chance, no environment.
    files: ['libs/kernel/**/*.ts', 'libs/energy/**/*.ts', 'libs/*/domain/**/*.ts'],
    ignores: ['**/*.spec.ts', '**/testing.ts', 'libs/kernel/clock.ts'],
    rules: {
      'no-restricted-syntax': ['error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'The instant arrives in the command or through the Clock port.' },
        { selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']", message: 'The instant arrives in the command or through the Clock port.' },
        { selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']", message: 'A decision that rolls dice cannot be replayed.' },
        { selector: "MemberExpression[object.name='process'][property.name='env']", message: 'Configuration is read in libs/platform only.' },
      ],
    },
  },
  { files: ['apps/cli/**/*.ts', 'test/**/*.ts', 'infra/**/*.ts'], rules: { 'no-console': 'off' } },
);
