import { type MessageArchive, ownDocumentsSubscription, type RecordSchema, redactingReader } from '#datahub/published';
import type { EventStore, Reason, Rejected } from '#kernel';
import type { Subscription } from '#messaging';
import { masterDataRequest, type MasterDataRecord, statedBy } from '../commands/master-data-request.js';
import { GRID_AREA, GSRN, METERING_POINT_TYPES, MOST_SUPPLY_PERIODS, POINT_RESOLUTIONS, PRICE_AREAS, SETTLEMENT_METHODS } from '../domain/master-data-shapes.js';
import { disorders, meteringPoint } from '../domain/metering-point.js';

/** Where master data of points arrive. Key = GSRN. */
export const POINTS_TOPIC = 'portfolio.points';

export type PointsConsumerParts = Readonly<{ store: EventStore; archive: MessageArchive; strictIds: boolean }>;

/** Listens to documents that state what points are: a record is what `PUT /api/metering-points/{gsrn}` takes, with the GSRN. */
export const pointsSubscription = ({ strictIds, ...parts }: PointsConsumerParts): Subscription => ownDocumentsSubscription(parts, {
  topic: POINTS_TOPIC, group: 'gridtally-metering', decider: meteringPoint, refusal,
  read: redactingReader<MasterDataRecord>(POINT_SCHEMA, { strictIds, also: disorderIn }),
  requests: (record, { source, context }) => [masterDataRequest(record, { source, context: context() })],
});

const oneOf = (values: readonly string[]) => ({ type: 'string', enum: values });
const text = (pattern: RegExp) => ({ type: 'string', pattern: pattern.source });
const [day, gsrn] = [text(/^\d{4}-\d{2}-\d{2}$/), text(GSRN)];

const POINT_SCHEMA: RecordSchema = {
  fields: {
    gsrn, validFrom: day, meteringPointType: oneOf(METERING_POINT_TYPES), gridArea: text(GRID_AREA), priceArea: oneOf(PRICE_AREAS), settlementMethod: oneOf(SETTLEMENT_METHODS),
    resolution: oneOf(POINT_RESOLUTIONS), parentGsrn: gsrn,
    supplyPeriods: { type: 'array', maxItems: MOST_SUPPLY_PERIODS, items: { type: 'object', properties: { from: day, to: day }, required: ['from'], additionalProperties: false } },
  },
  required: ['gsrn', 'meteringPointType', 'gridArea', 'priceArea', 'resolution'],
};

/** What the point itself would refuse, told before anything is kept and all of it, not only the first. */
const disorderIn = (record: MasterDataRecord, path: string): readonly Reason[] => disorders(statedBy(record)).map((rejected) => refusal(rejected, path));

/** Why a record may not, for people. */
const refusal = ({ code, details: { gsrn: _, ...details } }: Rejected, path: string): Reason => {
  const which = Object.values(details).join(', ');
  const { field, en, da } = REFUSALS[code] ?? { field: '', en: `Refused: ${code}.`, da: `Afvist: ${code}.` };
  return { code, path: `${path}${field}`, en: which === '' ? en : `${en} (${which})`, da: which === '' ? da : `${da} (${which})` };
};

const REFUSALS: Readonly<Record<string, Readonly<{ field: string; en: string; da: string }>>> = {
  SUPPLY_PERIOD_EMPTY: { field: '.supplyPeriods', en: 'The first day after a supply period must lie after its first day.', da: 'Første dag efter en leveranceperiode skal ligge efter dens første dag.' },
  SUPPLY_PERIODS_OVERLAP: {
    field: '.supplyPeriods', en: 'Supply periods are given in order, without overlap; only the last may have an open end.',
    da: 'Leveranceperioder angives i rækkefølge og uden overlap; kun den sidste må have åben slutning.',
  },
  POINT_IS_ITS_OWN_PARENT: { field: '.parentGsrn', en: 'A metering point is not its own parent.', da: 'Et målepunkt er ikke sit eget hovedmålepunkt.' },
  SETTLEMENT_METHOD_NOT_FOR_TYPE: { field: '.settlementMethod', en: 'Only consumption (E17) has a settlement method. Leave it out.', da: 'Kun forbrug (E17) har en afregningsform. Udelad den.' },
};
