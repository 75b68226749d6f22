// Stryker checker: leaves out all mutants but a random share (MUTATION_SAMPLE, 0 to 1), the same ones for the same MUTATION_SEED.
// The report counts those left out as errors, so they weigh neither for nor against the score.
import { createHash } from 'node:crypto';
import { CheckStatus } from '@stryker-mutator/api/check';
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin';

const SHARE = Number(process.env.MUTATION_SAMPLE ?? 1);
const SEED = process.env.MUTATION_SEED ?? '1';

const drawn = ({ fileName, location, mutatorName, replacement }) => {
  const name = [SEED, fileName.slice(fileName.lastIndexOf('/libs/')), JSON.stringify(location), mutatorName, replacement].join('|');
  return createHash('sha256').update(name).digest().readUInt32BE(0) / 2 ** 32 < SHARE;
};

class Sample {
  async init() {}

  async check(mutants) {
    return Object.fromEntries(mutants.map((mutant) => [mutant.id, drawn(mutant) ? { status: CheckStatus.Passed } : { status: CheckStatus.CompileError, reason: 'Not drawn.' }]));
  }

  async group(mutants) {
    return [mutants.map(({ id }) => id)];
  }
}

const createSample = () => new Sample();
createSample.inject = [];

export const strykerPlugins = [declareFactoryPlugin(PluginKind.Checker, 'sample', createSample)];
