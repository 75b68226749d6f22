import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { calculateMarket } from '../../domain/market/market-calculation.js';
import { basisFiles } from './basis-tables.js';
import { readScenario } from './read-scenario.js';
import { chargeFiles, energyFiles } from './result-tables.js';

/** The files written, relative to the output folder. */
export type ScenarioRun = Readonly<{ files: readonly string[] }>;

/**
 * Calculates a market scenario in the layout of DataHub's own: reads `<folder>/when`, writes `energy_results/`, `basis_data/` and, when the calculation
 * has charges, `wholesale_results/` below `out`. A table without rows has its header.
 * @throws InputRejected with every problem of every file
 */
export const runScenario = async (folder: string, out: string): Promise<ScenarioRun> => {
  const scenario = await readScenario(folder);
  const results = calculateMarket(scenario);
  const { id } = scenario.calculation;
  const files = [...energyFiles(scenario, results), ...(results.charges ? chargeFiles(id, results.charges) : []), ...basisFiles(id, results.basis)];
  for (const { path, text } of files) {
    const file = join(out, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return { files: files.map(({ path }) => path) };
};
