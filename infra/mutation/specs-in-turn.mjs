// Jest runner for mutation testing: opens only the spec files that hold a wanted spec, the quickest first, and stops at the first file that fails.
// What each spec takes is noted in the first run, the one without a mutant.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import TestRunner from 'jest-runner';

const NOTES = '.spec-times.json';

export default class SpecsInTurn extends TestRunner {
  async runTests(files, watcher, options) {
    if (!existsSync(NOTES)) return this.#noteTimes(files, watcher, options);
    const notes = JSON.parse(readFileSync(NOTES, 'utf8'));
    const wanted = this._globalConfig.testNamePattern ? new RegExp(this._globalConfig.testNamePattern, 'i') : /^/;
    const inTurn = files
      .map((file) => ({ file, times: Object.entries(notes[nameOf(file)] ?? {}).filter(([name]) => wanted.test(name)).map(([, ms]) => ms) }))
      .filter(({ times }) => times.length > 0)
      .map(({ file, times }) => ({ file, ms: times.reduce((sum, ms) => sum + ms, 0) }))
      .sort((a, b) => a.ms - b.ms);
    let failed = false;
    this.on('test-file-success', ([, result]) => { failed ||= result.numFailingTests > 0; });
    this.on('test-file-failure', () => { failed = true; });
    for (const { file } of inTurn) {
      if (!failed) await super.runTests([file], watcher, options);
    }
  }

  async #noteTimes(files, watcher, options) {
    const notes = {};
    this.on('test-file-success', ([file, { testResults }]) => {
      notes[nameOf(file)] = Object.fromEntries(testResults.map(({ fullName, duration }) => [fullName, duration ?? 0]));
    });
    await super.runTests(files, watcher, options);
    writeFileSync(NOTES, JSON.stringify(notes));
  }
}

const nameOf = ({ path }) => relative(process.cwd(), path);
