import type { HeaderRule } from './rule.js';

/** RSM-012 is type E66 in process E23; D42 occurs in ebIX only. Source: DataHub's documents, B2. */
export const isMeteredData: HeaderRule = ({ header, place }, findings) => {
  if (header.type.value !== 'E66') {
    findings.add({
      code: 'DOCUMENT_TYPE', en: `Metered data has document type E66, not ${header.type.value}`, da: `Måledata har dokumenttypen E66, ikke ${header.type.value}`,
    }, [...place, 'type', 'value']);
  }
  const process = header['process.processType'].value;
  if (process !== 'E23') {
    findings.add({
      code: 'PROCESS_TYPE', en: `Metered data comes by process E23, not ${process}`, da: `Måledata sendes i proces E23, ikke ${process}`,
    }, [...place, 'process.processType', 'value']);
  }
};

/** 23 is electricity; the field may be left out. Source: DataHub's documents, B3. */
export const isElectricity: HeaderRule = ({ header, place }, findings) => {
  const sector = header['businessSector.type']?.value;
  if (sector === undefined || sector === '23') return;
  findings.add({
    code: 'BUSINESS_SECTOR', en: `The business sector must be 23 (electricity), not ${sector}`, da: `Forretningsområdet skal være 23 (el), ikke ${sector}`,
  }, [...place, 'businessSector.type', 'value']);
};
