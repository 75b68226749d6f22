import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { asyncApiDocument } from '#messaging';
import { openApiText } from './api-without-servers.js';

const ROOT = resolve(import.meta.dirname, '../..');
const committed = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
type Operation = Readonly<{ summary?: string; responses: Readonly<Record<string, unknown>> }>;

describe('What is generated (npm run generate) is what is committed', () => {
  it('docs/openapi.json', async () => expect(await openApiText()).toBe(committed('docs/openapi.json')));
  it('docs/asyncapi.yaml', () => expect(asyncApiDocument()).toBe(committed('docs/asyncapi.yaml')));
  it('and says of every operation what it is for', async () => {
    const { paths } = JSON.parse(await openApiText()) as { paths: Record<string, Record<string, Operation>> };
    const silent = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).filter(([, { summary }]) => !summary).map(([method]) => `${method} ${path}`));
    expect(silent).toEqual([]);
  });
});
