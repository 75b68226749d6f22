import { demoMasterData, demoPortfolio } from '../../load/demo/demo-portfolio.js';
import { type DemoPoint, GRID_COMPANIES, LONG_DAY, shownPoint } from '../../load/demo/demo-points.js';
import { demoPrices } from '../../load/demo/demo-prices.js';
import { demoReadings, filledGap } from '../../load/demo/demo-readings.js';
import type { DemoDoor } from './demo-door.js';
import { say } from './say.js';

const TELL_EVERY_MS = 3_000;

/** Everything that is known before the month is settled. Loading again changes nothing. */
export const loadDemo = async (door: DemoDoor, points: readonly DemoPoint[]): Promise<void> => {
  const shown = shownPoint(points);
  say(`Loading ${points.length} metering points for October 2025 by the doors that everybody uses;\nall customers and prices are made up …`);
  for (const { topic, ...document } of demoPrices()) await door.ingest(topic, [document]);
  say(`  prices: charges of ${GRID_COMPANIES.length} grid companies (other tariffs from the 16th on) and of Energinet,\n          products, VAT, spot prices of DK1 and DK2 in quarters`);
  for (const { topic, ...document } of demoPortfolio(points)) await door.ingest(topic, [document]);
  say(`  portfolio: customers, supplies, contracts, charge links; ${points.filter(({ moves }) => moves).length} people move on the 16th`);
  const { topic: pointsTopic, ...masterData } = demoMasterData(points);
  await door.ingest(pointsTopic, [masterData]);
  say(`  master data: ${points.length} points, ${points.filter(({ child }) => child).length} children (solar, electric heating)`);
  let sent = 0;
  const tell = progress('readings', 'RSM-012 documents');
  await door.ingest('datahub.timeseries', demoReadings(points, shown), (count) => {
    sent += count;
    tell(count);
  });
  say(`  readings: ${sent} RSM-012 documents, hours and quarters;\n          at point ${shown.gsrn} an hour of ${LONG_DAY.from} was missing …`);
  await door.ingest('datahub.timeseries', [filledGap(shown)]);
  say('          … and came later');
};

/** Says now and then how many there are so far. */
const progress = (what: string, of: string): ((count: number) => void) => {
  let [so, toldAt] = [0, performance.now()];
  return (count) => {
    so += count;
    if (performance.now() - toldAt < TELL_EVERY_MS) return;
    say(`  ${what}: ${so} ${of} so far`);
    toldAt = performance.now();
  };
};
