import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type MeasurementKind, runMeasurements } from '#settlement';
import type { Run } from '../cli.js';
import { wrongUsage } from '../operator-error-of.js';
import { requireFolder } from './existing-folder.js';
import { liesIn, replaceFiles } from './replace-files.js';

/** Names that are read wherever they lie below the folder: a result of that name there would be an input of the next run. */
const INPUTS: ReadonlySet<string> = new Set([
  'consumption_metering_point_periods_v1.csv', 'child_metering_points_v1.csv', 'current_v1.csv', 'calculated_measurements.csv', 'metering_point_periods_v1.csv', 'scenario_parameters.json',
]);

/** Calculates one kind of measurements. Inputs are never written to. @throws InputRejected */
export const measurements = async ({ out }: Run, kind: string, folder: string, outFile: string): Promise<void> => {
  await requireFolder(folder);
  const name = basename(resolve(outFile));
  if (INPUTS.has(name) && await liesIn(folder, outFile)) throw wrongUsage([`--out ${outFile} has the name of an input and lies in the folder that is read. Choose another name or place.`]);
  if (await isFolder(outFile)) throw wrongUsage([`--out ${outFile} is a folder. Give the name of a file.`]);
  const { rows } = await replaceFiles(dirname(resolve(outFile)), (workplace) => runMeasurements(kind as MeasurementKind, folder, join(workplace, name)), () => [name]);
  await out.answer({ out: resolve(outFile), rows }, () => `${rows} rows in ${outFile}`);
};

const isFolder = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
};
