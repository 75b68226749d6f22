import { formatInstant } from '#energy';
import type { StreamAppend } from '#kernel';
import type { MeteringPointEvent, ReadingsEvent } from '#metering/published';
import type { PortfolioEvent } from '#portfolio/published';
import { gridOf, hasAddOn, hasSolar, isHeated, type MonthPlan, payerOf, pointOf, productionOf } from './month-plan.js';
import { ADD_ON, appended, chargesOf, SPOT_PRODUCT } from './month-prices.js';

/** Everything about one point: who it is, who pays, on which terms, and its readings of the month, which came in one message. */
export const pointEvents = (plan: MonthPlan, n: number): readonly StreamAppend[] => {
  const [gsrn, grid, customerId, { from }] = [pointOf(n), gridOf(n), payerOf(n), plan];
  const agreed = (stream: string, events: readonly PortfolioEvent[]): StreamAppend => appended(stream, events);
  return [
    agreed(`customer-${customerId}`, [{ type: 'CustomerRegistered', data: { customerId, kind: 'private' } }]),
    agreed(`supply-${gsrn}`, [{ type: 'SupplyStarted', data: { gsrn, supplyId: `s-${n}`, customerId, from } }]),
    agreed(`contract-k-${n}`, [{ type: 'ContractSigned', data: {
      contractId: `k-${n}`, gsrn, customerId, payerId: customerId, from, products: [{ product: SPOT_PRODUCT! }, ...(hasAddOn(n) ? [{ product: ADD_ON! }] : [])], billingFrequency: 'monthly', paymentDays: 20,
    } }]),
    agreed(`links-${gsrn}`, chargesOf(grid.gln).map((charge) => ({ type: 'ChargeLinked', data: { gsrn, ...charge, factor: 1, from } }))),
    ...(isHeated(n) ? [agreed(`heating-${gsrn}`, [{ type: 'HeatingEntitled', data: { gsrn, from, usedBeforeKwh: '3700.000' } }])] : []),
    registered(plan, gsrn, 'E17', grid),
    readings(plan, gsrn, 'E17', n),
    ...(hasSolar(n) ? [registered(plan, productionOf(n), 'E18', grid, gsrn), readings(plan, productionOf(n), 'E18', n + 1)] : []),
  ];
};

const registered = (plan: MonthPlan, gsrn: string, meteringPointType: string, { gridArea, area }: ReturnType<typeof gridOf>, parentGsrn?: string): StreamAppend => {
  const event: MeteringPointEvent = { type: 'MeteringPointRegistered', data: { gsrn, validFrom: plan.from, masterData: {
    meteringPointType, gridArea, priceArea: area, settlementMethod: 'D01', resolution: plan.quarters ? 'PT15M' : 'PT1H', supplyPeriods: [{ from: plan.from }], ...(parentGsrn !== undefined && { parentGsrn }),
  } } };
  return appended(`meteringpoint-${gsrn}`, [event]);
};

const HOUR_MS = 3_600_000;

const readings = (plan: MonthPlan, gsrn: string, meteringPointType: string, seed: number): StreamAppend => {
  const [from, to] = [plan.calendar.startOfDay(plan.from), plan.calendar.startOfDay(plan.to)];
  const perHour = plan.quarters ? 4 : 1;
  const energyWh = new Array<number>(((to - from) / HOUR_MS) * perHour);
  let random = (seed * 2_654_435_761) >>> 0;
  for (let at = 0; at < energyWh.length; at++) {
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
    const hour = Math.floor(at / perHour) % 24;
    const shape = meteringPointType === 'E18' ? (hour > 8 && hour < 16 ? 400 : 0) : hour < 6 ? 120 : hour < 16 ? 300 : hour < 21 ? 760 : 360;
    energyWh[at] = Math.floor((shape * (500 + (random >>> 22))) / (1_000 * perHour));
  }
  const event: ReadingsEvent = { type: 'ReadingsReceived', data: {
    gsrn, meteringPointType, resolution: plan.quarters ? 'PT15M' : 'PT1H', from: formatInstant(from), to: formatInstant(to), energyWh, registeredAt: '2025-11-02T03:00:00Z',
    source: { sender: '5790001330552', documentId: `bench-${gsrn}`, seriesId: `series-${gsrn}`, index: 0 },
  } };
  return appended(`readings-${gsrn}-${plan.from}`, [event]);
};
