import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { asyncApiDocument } from './async-api.js';
import { TOPICS } from './topics.js';
import { toYaml } from './yaml.js';

describe('the AsyncAPI document', () => {
  it('in docs/asyncapi.yaml is what topics.ts says; if not, run npm run generate', () => {
    expect(readFileSync(new URL('../../docs/asyncapi.yaml', import.meta.url), 'utf8')).toBe(asyncApiDocument());
  });
  it('has a channel and an operation for every topic', () => {
    const text = asyncApiDocument();
    for (const { name, partitions } of TOPICS) {
      expect(text).toContain(`address: ${name}\n`);
      expect(text).toContain(`partitions: ${partitions}\n`);
    }
    expect(text.match(/action: receive/g)).toHaveLength(TOPICS.length);
  });
});

describe('YAML', () => {
  it('nests lists and maps', () => expect(toYaml({ aa: [{ bb: 1, cc: [true, []] }], dd: {} })).toBe('aa:\n  -\n    bb: 1\n    cc:\n      - true\n      - []\ndd: {}\n'));
  it('quotes what could be read as something else', () => expect(toYaml(['yes', '1', 'a: b', '', 'x#y', 'æ', 'plain text', '- a'])).toBe('- "yes"\n- "1"\n- "a: b"\n- ""\n- "x#y"\n- "æ"\n- plain text\n- "- a"\n'));
});
