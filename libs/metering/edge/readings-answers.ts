import type { OpenAPIObject } from '@nestjs/swagger';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type SchemaObject = Exclude<Schemas[string], { $ref: string }>;

const text = (description: string, example?: string): SchemaObject => ({ type: 'string', description, ...(example !== undefined && { example }) });

const head: Record<string, SchemaObject> = {
  gsrn: text('The metering point', '571313900000000016'),
  from: text('Begin of the answer, UTC'), to: text('End of the answer, exclusive, UTC'),
  knownAt: { ...text('Only what had been recorded by this instant was used; null = everything'), nullable: true },
  zone: text('Zone of local days and months', 'Europe/Copenhagen'),
};

export const FRESHNESS_SCHEMA: SchemaObject = {
  type: 'object', description: 'How new the answer is',
  properties: { view: text('Where it was read'), position: { ...text('Up to here everything is in it'), nullable: true }, lagSeconds: { type: 'number', description: '0 = it shows everything that is recorded' } },
};

const versionUsed: Record<string, SchemaObject> = {
  seriesId: text('mRID of the series'), documentId: text('mRID of the document that brought it'), sender: text('GLN of its sender'),
  index: { type: 'integer', description: 'Place of the series in the document, from 0' }, resolution: text('Resolution in which it came', 'PT15M'),
  registeredAt: text('When the market registered it: the latest wins'), knownAt: text('When we recorded it'),
};

const answer = (properties: Record<string, SchemaObject>): SchemaObject => ({ type: 'object', properties: { ...head, ...properties, freshness: FRESHNESS_SCHEMA } });

export const READINGS_ANSWER: SchemaObject = answer({
  resolution: text('Of the intervals', 'PT1H'),
  intervals: {
    type: 'array',
    items: {
      type: 'object',
      properties: {
        from: text('UTC'), to: text('UTC, exclusive'),
        kwh: { ...text('Three decimals; the sum of what is there; null when nothing is there', '0.119'), nullable: true },
        quality: { type: 'string', enum: ['measured', 'estimated', 'incomplete', 'missing'] },
        missingQuarters: { type: 'integer', description: 'How many quarters are missing; absent = none' },
        versions: { type: 'array', items: text('Series the value comes from; see versions') },
      },
    },
  },
  totalKwh: { ...text('Sum of all intervals'), nullable: true },
  missingQuarters: { type: 'integer' },
  versions: { type: 'array', items: { type: 'object', properties: versionUsed } },
});

export const VERSIONS_ANSWER: SchemaObject = answer({ versions: { type: 'array', items: { type: 'object', properties: { from: text('UTC'), to: text('UTC, exclusive'), ...versionUsed } } } });

export const GAPS_ANSWER: SchemaObject = answer({
  gaps: {
    type: 'array',
    items: { type: 'object', properties: { from: text('UTC'), to: text('UTC, exclusive'), quarters: { type: 'integer' }, why: { type: 'string', enum: ['not-received', 'reported-missing'] }, seriesId: text('The series that says so') } },
  },
});
