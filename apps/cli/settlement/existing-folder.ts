import { stat } from 'node:fs/promises';
import { OperatorError } from '#platform';

/** @throws OperatorError when there is no such folder */
export const requireFolder = async (folder: string): Promise<void> => {
  let isFolder: boolean;
  try {
    isFolder = (await stat(folder)).isDirectory();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' && (error as NodeJS.ErrnoException).code !== 'ENOTDIR') throw error;
    throw new OperatorError(`There is no folder ${folder}. Give the folder that holds the tables.`, { cause: error });
  }
  if (!isFolder) throw new OperatorError(`${folder} is a file. Give the folder that holds the tables.`);
};
