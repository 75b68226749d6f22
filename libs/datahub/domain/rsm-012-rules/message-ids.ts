import type { Findings } from '../findings.js';
import type { Place } from '../json/json-path.js';
import type { HeaderRule, SeriesRule } from './rule.js';

/** Source: DataHub's documents, B1 (ids have at most 36 characters and are never reused). */
const LONGEST_ID = 36;

export const documentHasId: HeaderRule = ({ header, place }, findings) => checkId(header.mRID, [...place, 'mRID'], findings);

export const seriesHasIds: SeriesRule = ({ series, place }, findings) => {
  checkId(series.mRID, [...place, 'mRID'], findings);
  const answered = series['originalTransactionIDReference_Series.mRID'];
  if (answered !== undefined) checkId(answered, [...place, 'originalTransactionIDReference_Series.mRID'], findings);
};

/** Two series of one document with the same id: at most one of them can be meant. */
export const seriesIdsDiffer: HeaderRule = ({ header, place }, findings) => {
  const seen = new Set<string>();
  header.Series?.forEach(({ mRID }, index) => {
    if (seen.has(mRID)) {
      findings.add({
        code: 'SERIES_ID_REPEATED', en: 'Another series of this document has the same mRID; give each its own', da: 'En anden serie i dokumentet har samme mRID; giv hver sin egen',
      }, [...place, 'Series', index, 'mRID']);
    }
    seen.add(mRID);
  });
};

const checkId = (id: string, place: Place, findings: Findings): void => {
  if (id.length === 0 || id.length > LONGEST_ID) {
    findings.add({
      code: 'ID_LENGTH', en: `An id has 1 to ${LONGEST_ID} characters; this has ${id.length}`, da: `Et id har 1 til ${LONGEST_ID} tegn; dette har ${id.length}`,
    }, place);
  } else if (/[^\x21-\x7e]/.test(id)) {
    findings.add({ code: 'ID_CHARACTERS', en: 'An id holds visible ASCII characters only, no blanks', da: 'Et id består kun af synlige ASCII-tegn uden blanktegn' }, place);
  }
};
