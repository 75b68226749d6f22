import { join, resolve } from 'node:path';
import { runScenario } from '#settlement';
import type { Run } from '../cli.js';
import { wrongUsage } from '../operator-error-of.js';
import { readableSeconds } from '../readable.js';
import { requireFolder } from './existing-folder.js';
import { liesIn, replaceFiles } from './replace-files.js';

/** Calculates a market scenario. The folder's own tables (when) and expected ones (then) are never written to. @throws InputRejected */
export const scenario = async ({ out }: Run, folder: string, outFolder: string): Promise<void> => {
  await requireFolder(folder);
  for (const kept of ['when', 'then']) {
    if (await liesIn(join(folder, kept), outFolder)) throw wrongUsage([`--out ${outFolder} lies among the scenario's own tables. Choose another folder.`]);
  }
  if (await liesIn(folder, outFolder) && await liesIn(outFolder, folder)) throw wrongUsage(['--out is the scenario itself. Choose another folder.']);
  const startedAt = performance.now();
  const { files } = await replaceFiles(outFolder, (workplace) => runScenario(folder, workplace), (result) => result.files);
  const seconds = (performance.now() - startedAt) / 1000;
  await out.answer({ out: resolve(outFolder), files, seconds: Number(seconds.toFixed(3)) }, () => [`${files.length} tables in ${outFolder}, in ${readableSeconds(seconds)}:`, ...files.map((file) => `  ${file}`)].join('\n'));
};
