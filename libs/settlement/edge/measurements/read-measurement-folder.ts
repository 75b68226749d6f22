import { readdir, readFile } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { type CsvTable, readCsv } from '../scenario/csv-table.js';
import { Fields } from '../scenario/field-readers.js';
import type { Problems } from '../scenario/input-problems.js';

/** The files below a folder, found by name wherever they lie; what lies in a `then` folder is expected output, not input. */
export class MeasurementFolder {
  private constructor(private readonly folder: string, private readonly paths: readonly string[], private readonly problems: Problems) {}

  /** @throws an error of the file system when the folder cannot be read */
  static async open(folder: string, problems: Problems): Promise<MeasurementFolder> {
    const paths = await readdir(folder, { recursive: true });
    return new MeasurementFolder(folder, paths.filter((path) => !path.split(sep).includes('then')).sort(), problems);
  }

  /** The rows of a table. A needed file that is absent is a problem; another one has no rows. */
  async rows<Row>(name: string, columns: readonly string[], rowOf: (fields: Fields) => Row, isNeeded = true): Promise<readonly Row[]> {
    const table = await this.table(name, columns, isNeeded);
    return table && columns.every((column) => table.has(column)) ? table.rows.map((row) => rowOf(new Fields(row, table.file, this.problems))) : [];
  }

  /** The text of a file that stands exactly once below the folder; undefined (and a problem when needed) if it does not. */
  async text(name: string, isNeeded: boolean): Promise<Readonly<{ path: string; text: string }> | undefined> {
    const found = this.paths.filter((path) => basename(path) === name);
    if (found.length > 1) {
      this.problems.add({ file: name }, 'FILE_TWICE', `${name} stands below the folder ${found.length} times: ${found.join(', ')}. Keep one.`, `${name} findes ${found.length} gange under mappen: ${found.join(', ')}. Behold én.`);
      return undefined;
    }
    const [path] = found;
    if (path === undefined) {
      if (isNeeded) this.problems.add({ file: name }, 'FILE_MISSING', `${name} is missing below the folder. Add it.`, `${name} mangler under mappen. Tilføj den.`);
      return undefined;
    }
    return { path, text: await readFile(join(this.folder, path), 'utf8') };
  }

  private async table(name: string, columns: readonly string[], isNeeded: boolean): Promise<CsvTable | undefined> {
    const file = await this.text(name, isNeeded);
    return file && readCsv(file.text, file.path, columns, this.problems);
  }
}
