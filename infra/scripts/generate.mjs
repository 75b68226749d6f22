// npm run generate: writes the descriptions that are made from the code, docs/openapi.json and docs/asyncapi.yaml.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, ROOT, say } from './prepare.mjs';

await ensureInstalled();
await ensureBuilt();
const { asyncApiDocument } = await import('#messaging');
const { openApiText } = await import('../../dist/test/architecture/api-without-servers.js');

const write = (file, text) => {
  const path = join(ROOT, file);
  let before;
  try {
    before = readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  if (before !== text) writeFileSync(path, text);
  say(`${file}: ${before === text ? 'as it was' : 'written'}`);
};

write('docs/openapi.json', await openApiText());
write('docs/asyncapi.yaml', asyncApiDocument());
