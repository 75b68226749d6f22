// Stryker plugin: sentences for people are not mutated. What an English or Danish text says is read by people, not by specs;
// that a reason is given, with its code and its place, is what specs prove.
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

const LANGUAGES = ['en', 'da'];

export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, 'sentences', {
    shouldIgnore: ({ node }) =>
      node.type === 'ObjectProperty' && node.key.type === 'Identifier' && LANGUAGES.includes(node.key.name) ? 'A sentence for people.' : undefined,
  }),
];
