import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';

/** A folder with the worker as the build would make it, for specs that run before any build; and room for workers that misbehave. */
export class CompiledWorker {
  private constructor(private readonly folder: string) {}

  static async create(): Promise<CompiledWorker> {
    const folder = await mkdtemp(join(tmpdir(), 'gridtally-portfolio-'));
    await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    const sources = (await readdir(import.meta.dirname)).filter((name) => /^[a-z-]+\.ts$/.test(name));
    await Promise.all(sources.map(async (name) => {
      const { outputText } = ts.transpileModule(await readFile(join(import.meta.dirname, name), 'utf8'), {
        compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
      });
      await writeFile(join(folder, name.replace(/\.ts$/, '.js')), outputText);
    }));
    return new CompiledWorker(folder);
  }

  get entry(): URL {
    return pathToFileURL(join(this.folder, 'worker.js'));
  }

  /** A worker of other code. */
  async entryOf(name: string, code: string): Promise<URL> {
    await writeFile(join(this.folder, name), code);
    return pathToFileURL(join(this.folder, name));
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true });
  }
}
