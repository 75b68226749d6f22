import { glnReasons } from '#energy';
import type { Findings } from '../findings.js';
import type { Place } from '../json/json-path.js';
import type { CimId } from '../rsm-012-cim.js';
import type { HeaderRule } from './rule.js';

/** DataHub passes metered data on; the metered data responsible (MDR, often the grid company DDM) sends it in. Source: DataHub's documents, B1 and B5. */
const SENDER_ROLES: readonly string[] = ['DGL', 'MDR', 'DDM'];
/** Who gets metered data: supplier, grid company, metered data responsible, system operator, energy agency, DataHub. Source: DataHub's documents, B7. */
const RECEIVER_ROLES: readonly string[] = ['DDQ', 'DDM', 'MDR', 'EZ', 'STS', 'DGL'];

export const senderIsKnown: HeaderRule = ({ header, place, strictIds }, findings) => {
  checkParticipant(header['sender_MarketParticipant.mRID'], [...place, 'sender_MarketParticipant.mRID'], strictIds, findings);
  const role = header['sender_MarketParticipant.marketRole.type'].value;
  if (SENDER_ROLES.includes(role)) return;
  findings.add({
    code: 'SENDER_ROLE', en: `Metered data is sent by ${SENDER_ROLES.join(', ')}, not by ${role}`, da: `Måledata sendes af ${SENDER_ROLES.join(', ')}, ikke af ${role}`,
  }, [...place, 'sender_MarketParticipant.marketRole.type', 'value']);
};

export const receiverIsKnown: HeaderRule = ({ header, place, strictIds }, findings) => {
  checkParticipant(header['receiver_MarketParticipant.mRID'], [...place, 'receiver_MarketParticipant.mRID'], strictIds, findings);
  const role = header['receiver_MarketParticipant.marketRole.type'].value;
  if (RECEIVER_ROLES.includes(role)) return;
  findings.add({
    code: 'RECEIVER_ROLE', en: `Metered data is received by ${RECEIVER_ROLES.join(', ')}, not by ${role}`, da: `Måledata modtages af ${RECEIVER_ROLES.join(', ')}, ikke af ${role}`,
  }, [...place, 'receiver_MarketParticipant.marketRole.type', 'value']);
};

/** Somebody else's metered data is none of our business; asked only when our own numbers are configured. */
export const receiverIsUs: HeaderRule = ({ header, place, receivers }, findings) => {
  const receiver = header['receiver_MarketParticipant.mRID'].value;
  if (receivers === undefined || receivers.has(receiver)) return;
  findings.add({
    code: 'RECEIVER_NOT_US', en: 'The document is addressed to somebody else; send it back to where it came from', da: 'Dokumentet er adresseret til en anden; returnér det til afsenderen',
  }, [...place, 'receiver_MarketParticipant.mRID', 'value']);
};

/** A GLN (scheme A10) with its check digit, or an EIC (A01), which has 16 characters. Source: DataHub's documents, B3; market facts §10. */
const checkParticipant = (id: CimId, place: Place, strictIds: boolean, findings: Findings): void => {
  if (id.codingScheme === 'A10') {
    for (const reason of glnReasons(id.value, { strict: strictIds })) findings.add(reason, [...place, 'value']);
  } else if (id.codingScheme !== 'A01') {
    findings.add({
      code: 'CODING_SCHEME', en: `A market participant is named by GLN (A10) or EIC (A01), not by scheme ${id.codingScheme}`, da: `En markedsaktør angives med GLN (A10) eller EIC (A01), ikke med skema ${id.codingScheme}`,
    }, [...place, 'codingScheme']);
  } else if (!/^[0-9A-Z-]{16}$/.test(id.value)) {
    findings.add({ code: 'EIC_FORMAT', en: 'An EIC has 16 characters: digits, capital letters and dashes', da: 'En EIC har 16 tegn: cifre, store bogstaver og bindestreger' }, [...place, 'value']);
  }
};
