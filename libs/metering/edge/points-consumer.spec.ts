import { describe, expect, it } from '@jest/globals';
import { MemoryMessageArchive } from '#datahub/testing';
import { MemoryEventStore } from '#event-store';
import type { RecordedEvent } from '#kernel';
import type { Outcome } from '#messaging';
import type { MeteringPointEvent } from '../published.js';
import { POINTS_TOPIC, pointsSubscription } from './points-consumer.js';

const [gsrn, child] = ['571313900000000016', '571313900000000023'];
const point = { gsrn, validFrom: '2025-01-01', meteringPointType: 'E17', gridArea: '543', priceArea: 'DK1', settlementMethod: 'D01', resolution: 'PT1H', supplyPeriods: [{ from: '2025-01-01', to: '2026-01-01' }, { from: '2026-03-01' }] };
const production = { gsrn: child, meteringPointType: 'E18', gridArea: '543', priceArea: 'DK1', resolution: 'PT15M', parentGsrn: gsrn };
const document = (documentId: string, ...records: unknown[]) => ({ documentId, sender: 'crm', createdAt: '2025-10-01T08:00:00Z', records });

const setUp = () => {
  const [store, archive] = [new MemoryEventStore(), new MemoryMessageArchive()];
  const { handler } = pointsSubscription({ store, archive, strictIds: true });
  return {
    archive,
    take: (...bodies: unknown[]) => handler(bodies.map((body, at) => ({ id: `m-${at}`, topic: POINTS_TOPIC, body: Buffer.from(JSON.stringify(body)), headers: {}, origin: `t/0@${at}`, receivedAt: '2025-10-01T08:00:00.000Z' }))),
    events: async () => {
      const found: RecordedEvent<MeteringPointEvent>[] = [];
      for await (const page of store.readAll<MeteringPointEvent>()) found.push(...page.events);
      return found;
    },
  };
};
const told = ([outcome]: readonly Outcome[]) => (outcome?.kind === 'poison' ? outcome.reasons.map(({ code, path }) => [code, path]) : []);

describe('A message with master data of points', () => {
  it('registers points and their children, and says where each statement comes from', async () => {
    const { take, events } = setUp();
    expect(await take(document('d-1', point, production))).toMatchObject([{ kind: 'done', summary: { documentId: 'd-1', records: 2, recorded: 2, repeated: 0 } }]);
    const { gsrn: _, validFrom, ...masterData } = point;
    expect((await events()).map(({ type, stream, data }) => ({ type, stream, data }))).toEqual([
      { type: 'MeteringPointRegistered', stream: `meteringpoint-${gsrn}`, data: { gsrn, validFrom, masterData, source: { sender: 'crm', documentId: 'd-1', index: 0 } } },
      { type: 'MeteringPointRegistered', stream: `meteringpoint-${child}`, data: {
        gsrn: child, validFrom: '1900-01-01', source: { sender: 'crm', documentId: 'd-1', index: 1 },
        masterData: { meteringPointType: 'E18', gridArea: '543', priceArea: 'DK1', resolution: 'PT15M', parentGsrn: gsrn, supplyPeriods: [] },
      } },
    ]);
  });
  it('changes nothing when it comes again, nor when another document says the same', async () => {
    const { take, events } = setUp();
    await take(document('d-1', point));
    expect(await take(document('d-1', point), document('d-2', point))).toMatchObject([{ kind: 'done', summary: { recorded: 0 } }, { kind: 'done', summary: { recorded: 0, repeated: 1 } }]);
    expect(await events()).toHaveLength(1);
  });
  it('keeps the order of what is said about a point', async () => {
    const { take, events } = setUp();
    await take(document('d-1', point, { ...point, validFrom: '2025-06-01', resolution: 'PT15M' }), document('d-2', { ...point, validFrom: '2025-06-01', gridArea: '131' }));
    expect((await events()).map(({ type, data }) => [type, data.masterData.resolution, data.masterData.gridArea])).toEqual([['MeteringPointRegistered', 'PT1H', '543'], ['MasterDataChanged', 'PT15M', '543'], ['MasterDataChanged', 'PT1H', '131']]);
  });

  it.each<[what: string, change: object, reasons: readonly (readonly [code: string, field: string])[]]>([
    ['numbers that are none', { gsrn: '1', parentGsrn: '571313900000000017' }, [['WRONG_FORMAT', '.gsrn'], ['GSRN_CHECK_DIGIT', '.parentGsrn']]],
    ['a wrong check digit', { gsrn: '571313900000000017' }, [['GSRN_CHECK_DIGIT', '.gsrn']]],
    ['days that do not exist', { validFrom: '2025-02-30', supplyPeriods: [{ from: '2025-13-01' }] }, [['NOT_A_DATE', '.validFrom'], ['NOT_A_DATE', '.supplyPeriods[0].from']]],
    ['codes that the market does not have', { meteringPointType: 'E99', gridArea: 'DK', priceArea: 'SE3', settlementMethod: 'D02', resolution: 'P1D' }, [['NOT_ALLOWED', '.meteringPointType'], ['WRONG_FORMAT', '.gridArea'], ['NOT_ALLOWED', '.priceArea'], ['NOT_ALLOWED', '.settlementMethod'], ['NOT_ALLOWED', '.resolution']]],
    ['fields that are missing or unknown', { gridArea: undefined, colour: 'red', supplyPeriods: [{ to: '2025-01-01', why: 'x' }] }, [['FIELD_MISSING', '.gridArea'], ['UNKNOWN_FIELD', '.colour'], ['FIELD_MISSING', '.supplyPeriods[0].from'], ['UNKNOWN_FIELD', '.supplyPeriods[0].why']]],
    ['supply periods in disorder', { supplyPeriods: [{ from: '2025-03-01' }, { from: '2025-01-01', to: '2025-01-01' }] }, [['SUPPLY_PERIODS_OVERLAP', '.supplyPeriods'], ['SUPPLY_PERIOD_EMPTY', '.supplyPeriods']]],
    ['itself as its parent, and a settlement method without consumption', { parentGsrn: gsrn, meteringPointType: 'E18' }, [['POINT_IS_ITS_OWN_PARENT', '.parentGsrn'], ['SETTLEMENT_METHOD_NOT_FOR_TYPE', '.settlementMethod']]],
    ['mistakes of every kind', { colour: 'red', validFrom: '2025-02-30', parentGsrn: gsrn, supplyPeriods: [{ from: '2025-03-01' }, { from: '2025-01-01' }] }, [['UNKNOWN_FIELD', '.colour'], ['NOT_A_DATE', '.validFrom'], ['SUPPLY_PERIODS_OVERLAP', '.supplyPeriods'], ['POINT_IS_ITS_OWN_PARENT', '.parentGsrn']]],
  ])('is refused with %s: all at once, in both languages, and nothing of it is taken', async (_, change, reasons) => {
    const { take, events, archive } = setUp();
    const outcomes = await take(document('d-1', production, { ...point, ...change }));
    expect(told(outcomes).sort()).toEqual(reasons.map(([code, field]) => [code, `$.records[1]${field}`]).sort());
    for (const { en, da } of outcomes[0]!.kind === 'poison' ? outcomes[0]!.reasons : []) expect([en.length > 10, da.length > 10, en === da]).toEqual([true, true, false]);
    expect([await events(), (await archive.list({})).documents]).toEqual([[], []]);
  });
  it('is parked when its id was used for something else', async () => {
    const { take, events } = setUp();
    await take(document('d-1', point));
    expect(told(await take(document('d-1', production)))).toEqual([['DOCUMENT_ID_REUSED', '$.documentId']]);
    expect(await events()).toHaveLength(1);
  });
});
