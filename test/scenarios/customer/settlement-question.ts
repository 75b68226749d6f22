import type { Row, Scenario } from './scenario.js';

const STEP_MS: Readonly<Record<string, number>> = { PT15M: 900_000, PT1H: 3_600_000 };

/** The document for the settle door: `when/input.json` with the tables beside it put in as series. */
export const settlementQuestion = (scenario: Scenario): string => {
  const input = scenario.json('when/input.json');
  const [readings, exported, spot, changes] = ['readings', 'export_readings', 'spot', 'changes'].map((name) => scenario.rowsIf(`when/${name}.csv`));
  return JSON.stringify({
    ...input,
    ...(readings ? { readings: [...(input.readings as unknown[]), ...readingSeries(readings)] } : {}),
    ...(exported ? { exportReadings: readingSeries(exported) } : {}),
    ...(spot ? { spot: [...(input.spot as unknown[]), ...spotSeries(spot)] } : {}),
    ...(changes ? { changes: changes.map(({ at, resolution, old_kwh, new_kwh }) => ({ at, resolution, oldKwh: old_kwh, newKwh: new_kwh })) } : {}),
  });
};

const readingSeries = (rows: readonly Row[]) => runs(rows, ({ registered_at, version, resolution }) => `${registered_at} ${version} ${resolution}`).map((run) => ({
  resolution: run[0]!.resolution, from: run[0]!.time, registeredAt: run[0]!.registered_at, version: run[0]!.version, source: `message-${run[0]!.registered_at}-${run[0]!.version}`,
  values: run.map(({ kwh }) => (kwh === '' ? null : kwh)), qualities: run.map(({ quality }) => quality),
}));

const spotSeries = (rows: readonly Row[]) => runs(rows, ({ area, resolution, unit }) => `${area} ${resolution} ${unit}`).map((run) => ({
  area: run[0]!.area, resolution: run[0]!.resolution, unit: run[0]!.unit, from: run[0]!.time, prices: run.map(({ price }) => (price === '' ? null : price)),
}));

/** Rows that follow each other in time and are alike otherwise make one series. */
const runs = (rows: readonly Row[], keyOf: (row: Row) => string): readonly (readonly Row[])[] => {
  const found: Row[][] = [];
  for (const row of rows) {
    const last = found.at(-1)?.at(-1);
    const follows = last && keyOf(last) === keyOf(row) && Date.parse(row.time!) - Date.parse(last.time!) === STEP_MS[row.resolution!];
    if (follows) found.at(-1)!.push(row);
    else found.push([row]);
  }
  return found;
};
