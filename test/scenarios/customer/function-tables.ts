import { scaledFromText, textFromScaled } from '#energy';
import { expectedPrice, quarterlyAconto } from '../../../libs/settlement/domain/customer/aconto.js';
import { type BilledDocument, reversalOf, withoutAggregateMargin } from '../../../libs/settlement/domain/customer/billed-document.js';
import { type BillingFrequency, billingPeriodEnd } from '../../../libs/settlement/domain/customer/billing-period.js';
import { oereText, PRICE_SCALE, priceText } from '../../../libs/settlement/domain/customer/exact-amount.js';
import { reconcileReadings } from '../../../libs/settlement/domain/customer/reading-reconciliation.js';
import { mayBecome, type SettlementStatus } from '../../../libs/settlement/domain/customer/settlement-status.js';
import { switchTimeline } from '../../../libs/settlement/domain/customer/switch-timeline.js';
import { reconcileWholesale } from '../../../libs/settlement/domain/customer/wholesale-reconciliation.js';
import type { Row, Scenario } from './scenario.js';

type Tables = Readonly<Record<string, readonly Row[]>>;

const price = (text: string | undefined): bigint => scaledFromText(text!, PRICE_SCALE);
const oere = (text: string | undefined): bigint => scaledFromText(text!, 2);
const casesOf = (rows: readonly Row[]): readonly string[] => [...new Set(rows.map((row) => row.case!))];

/** By the file that asks: which function answers, as tables of `then`. */
export const FUNCTION_TABLES: Readonly<Record<string, (scenario: Scenario) => Tables>> = {
  'when/aconto_quarterly.csv': (scenario) => ({
    'aconto_quarterly.csv': scenario.rows('when/aconto_quarterly.csv').map((row) => ({ case: row.case!, amount_dkk: oereText(quarterlyAconto({
      annualWh: scaledFromText(row.annual_kwh!, 3), pricePerKwh: price(row.price_dkk_per_kwh), subscriptionsPerMonth: [price(row.grid_subscription), price(row.supplier_subscription)], vatRate: price(row.vat_rate),
    })) })),
  }),
  'when/aconto_expected_price.csv': (scenario) => ({
    'aconto_expected_price.csv': scenario.rows('when/aconto_expected_price.csv').map((row) => ({ case: row.case!, price_dkk_per_kwh: priceText(expectedPrice({
      spot: price(row.spot_oere) / 100n, margin: price(row.margin_oere) / 100n, system: price(row.system), transmission: price(row.transmission), tax: price(row.tax), averageGrid: price(row.average_grid),
    })) })),
  }),
  'when/billing_period_end.csv': (scenario) => ({
    'billing_period_end.csv': scenario.rows('when/billing_period_end.csv').map(({ case: name, frequency, date }) => ({ case: name!, end: billingPeriodEnd(frequency as BillingFrequency, date!) })),
  }),
  'when/settlement_status.csv': (scenario) => ({
    'settlement_status.csv': scenario.rows('when/settlement_status.csv').map(({ case: name, from, to }) => ({ case: name!, allowed: String(mayBecome(from as SettlementStatus, to as SettlementStatus)) })),
  }),
  'when/switch_timeline.csv': (scenario) => ({
    'switch_timeline.csv': scenario.rows('when/switch_timeline.csv').map((row) => {
      const line = switchTimeline(row.effective_on!, row.period_end!, {
        seedData: Number(row.seed_data), submit: Number(row.submit), acknowledgement: Number(row.acknowledgement), masterData: Number(row.master_data),
        firstReadings: Number(row.first_readings), settleAfterPeriodEnd: Number(row.settle_after_period_end),
      });
      return { seed_data_on: line.seedDataOn, submit_on: line.submitOn, acknowledged_on: line.acknowledgedOn, master_data_on: line.masterDataOn, effective_on: line.effectiveOn, first_readings_on: line.firstReadingsOn, settled_on: line.settledOn };
    }),
  }),
  'when/reading_reconciliation.csv': (scenario) => {
    const rows = scenario.rows('when/reading_reconciliation.csv');
    const tolerance = scaledFromText(scenario.rows('when/reading_reconciliation_tolerance.csv')[0]!.tolerance_kwh!, 3);
    const of = (name: string, side: string) => rows.filter((row) => row.case === name && row.side === side).map((row) => ({ at: Date.parse(row.time!), wh: scaledFromText(row.kwh!, 3) }));
    return { 'reading_reconciliation.csv': [...casesOf(rows), 'both empty'].map((name) => {
      const result = reconcileReadings(of(name, 'ours'), of(name, 'hub'), tolerance);
      return { case: name, reconciled: String(result.reconciled), ours_kwh: textFromScaled(result.oursWh, 3), hub_kwh: textFromScaled(result.hubWh, 3), difference_kwh: textFromScaled(result.differenceWh, 3), discrepancies: String(result.discrepancies.length) };
    }) };
  },
  'when/wholesale_cases.csv': (scenario) => {
    const rows = scenario.rows('when/wholesale_lines.csv');
    const of = (name: string, side: string) => rows.filter((row) => row.case === name && row.side === side).map((row) => ({ id: row.id!, amountMicro: scaledFromText(row.amount_dkk!, 6) }));
    return { 'wholesale.csv': scenario.rows('when/wholesale_cases.csv').map(({ case: name, hub_answered, tolerance_dkk }) => {
      const result = reconcileWholesale(of(name!, 'ours'), hub_answered === 'true' ? of(name!, 'hub') : undefined, scaledFromText(tolerance_dkk!, 6));
      return { case: name!, status: result.status, difference_dkk: textFromScaled(result.differenceMicro, 6), percent: result.percentTimes10000 === undefined ? '' : textFromScaled(result.percentTimes10000, 4), lines: String(result.lines.length) };
    }) };
  },
  'when/margin_lines.csv': (scenario) => {
    const rows = scenario.rows('when/margin_lines.csv');
    return { 'margin_lines.csv': casesOf(rows).map((name) => ({
      case: name,
      total_dkk: oereText(withoutAggregateMargin(rows.filter((row) => row.case === name).map((row) => ({ id: row.id!, amountOere: oere(row.amount_dkk) }))).reduce((sum, { amountOere }) => sum + amountOere, 0n)),
    })) };
  },
  'when/billed_documents.csv': (scenario) => {
    const lines = scenario.rows('when/billed_lines.csv');
    const documents = scenario.rows('when/billed_documents.csv').map(({ document, vat_dkk }): BilledDocument => ({
      id: document!, vatOere: oere(vat_dkk), lines: lines.filter((line) => line.document === document).map((line) => ({ id: line.id!, amountOere: oere(line.amount_dkk) })),
    }));
    const notes = reversalOf(documents);
    return {
      'credit_notes.csv': notes.map(({ id, credits, subtotalOere, vatOere, totalOere }) => ({ document: id, credits, subtotal_dkk: oereText(subtotalOere), vat_dkk: oereText(vatOere), total_dkk: oereText(totalOere) })),
      'credited.csv': [{ total_dkk: oereText(notes.reduce((sum, { totalOere }) => sum + totalOere, 0n)) }],
    };
  },
};
