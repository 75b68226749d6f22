import { gsrnReasons } from '#energy';
import type { SeriesRule } from './rule.js';

/** Source: DataHub's documents, B5. E19 stands in the official code list, but Denmark has no such point; D03 is not used. */
const TYPES: ReadonlySet<string> = new Set([
  'E17', 'E18', 'E20', 'D01', 'D02', 'D04', 'D05', 'D06', 'D07', 'D08', 'D09', 'D10', 'D11', 'D12', 'D13', 'D14', 'D15', 'D17', 'D18', 'D19', 'D20', 'D21', 'D22', 'D99',
]);

/** A metering point is named by its GSRN, scheme A10. Source: DataHub's documents, B3; market facts §10. */
export const meteringPointHasGsrn: SeriesRule = ({ series, place, strictIds }, findings) => {
  const { codingScheme, value } = series['marketEvaluationPoint.mRID'];
  if (codingScheme !== 'A10') {
    findings.add({
      code: 'CODING_SCHEME', en: `A metering point is named by GSRN (A10), not by scheme ${codingScheme}`, da: `Et målepunkt angives med GSRN (A10), ikke med skema ${codingScheme}`,
    }, [...place, 'marketEvaluationPoint.mRID', 'codingScheme']);
  }
  for (const reason of gsrnReasons(value, { strict: strictIds })) findings.add(reason, [...place, 'marketEvaluationPoint.mRID', 'value']);
};

/** D18: wrong type. Source: DataHub's documents, B6. */
export const meteringPointTypeIsInUse: SeriesRule = ({ series, place }, findings) => {
  const type = series['marketEvaluationPoint.type'].value;
  if (TYPES.has(type)) return;
  findings.add({
    code: 'D18', en: `Metering point type ${type} is not in use in Denmark`, da: `Målepunktstype ${type} bruges ikke i Danmark`,
  }, [...place, 'marketEvaluationPoint.type', 'value']);
};
