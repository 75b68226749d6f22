import type { SeriesRule } from './rule.js';

/** D23: quarters and hours; months only for VE production (type D01). Source: DataHub's documents, B6. */
export const resolutionIsAllowed: SeriesRule = ({ series, place }, findings) => {
  const { resolution } = series.Period;
  if (resolution === 'PT15M' || resolution === 'PT1H') return;
  if (resolution === 'P1M' && series['marketEvaluationPoint.type'].value === 'D01') return;
  findings.add({
    code: 'D23', en: 'The resolution must be PT15M or PT1H; P1M only for metering point type D01', da: 'Opløsningen skal være PT15M eller PT1H; P1M kun for målepunktstype D01',
  }, [...place, 'Period', 'resolution']);
};

/** E73: kWh for active energy, kVArh (K3) for reactive exchange (type D20). Source: DataHub's documents, B4 and B6. */
export const unitFitsType: SeriesRule = ({ series, place }, findings) => {
  const unit = series['quantity_Measure_Unit.name'].value;
  const expected = series['marketEvaluationPoint.type'].value === 'D20' ? 'K3' : 'KWH';
  if (unit === expected) return;
  findings.add({
    code: 'E73', en: `The unit of this metering point type is ${expected}, not ${unit}`, da: `Enheden for denne målepunktstype er ${expected}, ikke ${unit}`,
  }, [...place, 'quantity_Measure_Unit.name', 'value']);
};
