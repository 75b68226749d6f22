// Who may import whom. Each rule's comment says what to do instead; test/architecture proves that each of them fires.
const CONTEXTS = '(catalogue|portfolio|metering|datahub|settlement|imbalance|billing|reconciliation|migration|portal|audit)';
const TECHNOLOGY = '(platform|messaging|projections|event-store)';
const CLIENTS = '(portal|migration|audit)';

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', comment: 'Two files that need each other hold one idea, or a third one between them: move it.', from: {}, to: { circular: true, dependencyTypesNot: ['type-only'] } },
    { name: 'kernel-knows-nobody', severity: 'error', comment: 'The kernel is plain TypeScript: what it needs from outside comes in through a port.', from: { path: '^libs/kernel/', pathNot: '\\.spec\\.ts$' }, to: { path: '^(apps|libs/(?!kernel/))|node_modules' } },
    {
      name: 'energy-knows-only-kernel', severity: 'error', comment: 'energy is arithmetic and calendars: decimal.js and temporal-polyfill at its edge, nothing else.',
      from: { path: '^libs/energy/', pathNot: '\\.spec\\.ts$' }, to: { path: '^(apps|libs/(?!energy/|kernel/))|node_modules/(?!decimal\\.js|temporal-polyfill)' },
    },
    { name: 'technology-knows-no-business', severity: 'error', comment: 'Technology takes what it needs as a parameter: pass the view, the handler or the subscription in from the app.', from: { path: `^libs/${TECHNOLOGY}/` }, to: { path: `^(apps|libs/${CONTEXTS})/` } },
    { name: 'libs-know-no-apps', severity: 'error', comment: 'Apps wire libraries, never the other way round: move what both need into a library.', from: { path: '^libs/' }, to: { path: '^apps/' } },
    {
      name: 'contexts-meet-in-published', severity: 'error', comment: "Another context's inside is its own: ask for what you need in its published.ts.",
      from: { path: `^libs/${CONTEXTS}/`, pathNot: `^libs/${CLIENTS}/` }, to: { path: `^libs/${CONTEXTS}/`, pathNot: ['^libs/$1/', `^libs/${CONTEXTS}/(published|testing)\\.ts$`] },
    },
    { name: 'nobody-imports-clients', severity: 'error', comment: 'Portal, migration and audit are clients of the others: nothing rests on them.', from: { path: '^libs/', pathNot: `^libs/${CLIENTS}/` }, to: { path: `^libs/${CLIENTS}/` } },
    {
      name: 'domain-is-pure', severity: 'error', comment: 'domain/ decides and calculates: kernel, energy and decimal.js only. Technology belongs to commands, views and edge.',
      from: { path: `^libs/${CONTEXTS}/domain/`, pathNot: '\\.(spec|testing)\\.ts$' }, to: { path: '.', pathNot: ['^libs/(kernel|energy)/', '^libs/$1/domain/', 'node_modules/decimal\\.js', '^(node:)?worker_threads$', '^(node:)?os$'] },
    },
    { name: 'views-and-commands-know-no-edge', severity: 'error', comment: 'The edge calls commands and views, never the other way round.', from: { path: `^libs/${CONTEXTS}/(commands|views|processes)/` }, to: { path: `^libs/${CONTEXTS}/edge/` } },
    { name: 'views-know-no-commands', severity: 'error', comment: 'A view only shows: what follows from an event is a process.', from: { path: `^libs/${CONTEXTS}/views/` }, to: { path: `^libs/${CONTEXTS}/(commands|processes)/` } },
    { name: 'kafkajs-stays-in-its-adapter', severity: 'error', comment: 'kafkajs has no maintainer: only libs/messaging/kafka may know it, so that it can be replaced.', from: { path: '^(apps|libs)/', pathNot: '^libs/messaging/kafka/' }, to: { path: 'node_modules/kafkajs/' } },
    { name: 'eventstore-client-stays-in-its-adapter', severity: 'error', comment: 'Everybody else knows the EventStore port.', from: { path: '^(apps|libs)/', pathNot: '^libs/event-store/eventstoredb/' }, to: { path: 'node_modules/@eventstore/' } },
    { name: 'product-knows-no-test-tools', severity: 'error', comment: 'Test tools stay in test/ and in specs.', from: { path: '^(apps|libs)/', pathNot: ['\\.spec\\.ts$', '[/.-](testing|contract|for-specs)\\.ts$'] }, to: { path: '^test/|node_modules/(@jest|fast-check|jest)/' } },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.gridtally)/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'node', 'default'], extensions: ['.ts', '.js', '.json', '.mjs', '.d.ts'], mainFields: ['module', 'main', 'types'] },
  },
};
