import type { OpenAPIObject } from '@nestjs/swagger';

type Schema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

const text = (description: string): Schema => ({ type: 'string', description });

const REASON: Schema = {
  type: 'object', required: ['code', 'en', 'da'],
  properties: { code: text('Stable; the market’s code where there is one.'), en: text('One sentence in English.'), da: text('One sentence in Danish.'), path: text('JSON path of the place.') },
};

const PROBLEM: Schema = {
  type: 'object', required: ['type', 'title', 'status', 'code', 'detail', 'instance'],
  properties: {
    type: text('urn:gridtally:problem:<code>'), title: text('The status in words.'), status: { type: 'integer' }, code: text('Stable; part of the API.'),
    detail: text('What happened this time, and what to do.'), instance: text('The path that was asked.'), correlationId: text('Finds the lines of this request in the log.'),
    errors: { type: 'array', items: { $ref: '#/components/schemas/Reason' }, description: 'Everything that is wrong with the input, all at once.' },
    details: { type: 'object', additionalProperties: true, description: 'Which thing, as the rule that refused names it.' },
  },
};

/** The document with what every route may answer instead of a success; health without a key. */
export const withProblems = (document: OpenAPIObject): OpenAPIObject => {
  document.components = { ...document.components, schemas: { ...document.components?.schemas, Reason: REASON, Problem: PROBLEM } };
  for (const [path, { get, put, post, delete: remove, patch }] of Object.entries(document.paths)) {
    for (const operation of [get, put, post, remove, patch]) {
      if (!operation) continue;
      operation.responses['default'] ??= { description: 'Anything but a success.', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } };
      if (path.startsWith('/health/')) operation.security = [];
    }
  }
  return document;
};
