import { type Decider, type MessageRef, Rejected, unreachable } from '#kernel';
import type { ChargeEvent } from './events.js';
import { isAlreadySo, type Registration, type Remembered } from './registrations.js';
import { type ChargeKey, chargeKeyText, type ChargePrice, type ChargeTerms } from './terms.js';

export type DefineCharge = Readonly<{ type: 'DefineCharge'; data: ChargeTerms & Readonly<{ source?: MessageRef }> }>;
export type PublishChargePrice = Readonly<{ type: 'PublishChargePrice'; data: ChargeKey & ChargePrice & Readonly<{ source?: MessageRef }>; registration: Registration }>;
export type ChargeCommand = DefineCharge | PublishChargePrice;

/** `entries`: one price or 24 hours from a day on. `points`: a price of its own for each interval. A charge has one of the two. */
type PriceForm = 'entries' | 'points';

/** What a charge is, and which prices were published for it. */
export type Charge = Readonly<{ terms?: ChargeTerms; prices: readonly Remembered[]; form?: PriceForm }>;

export const charge: Decider<Charge, ChargeCommand, ChargeEvent> = {
  initial: { prices: [] },
  evolve(state, event) {
    switch (event.type) {
      case 'ChargeDefined':
        return { ...state, terms: termsOf(event.data) };
      case 'ChargePricesPublished':
        return { ...state, form: formOf(event.data), prices: [...state.prices, remembered(event.data)] };
      default:
        return unreachable(event);
    }
  },
  decide(command, state) {
    switch (command.type) {
      case 'DefineCharge': return define(command, state);
      case 'PublishChargePrice': return publish(command, state);
      default: return unreachable(command);
    }
  },
};

/** `charge-<owner>.<type>.<code>`; a blank or the like in a code is written as in an address (`CD%20R`), since names of streams have none. */
export const chargeStream = ({ owner, type, code }: ChargeKey): string => `charge-${owner}.${type}.${encodeURIComponent(code)}`;

const define = ({ data }: DefineCharge, { terms, prices }: Charge): ChargeEvent[] => {
  if (terms && canonical(terms) === canonical(data)) return [];
  if (terms && terms.resolution !== data.resolution && prices.length > 0) {
    throw new Rejected('CHARGE_RESOLUTION_IN_USE', {
      charge: chargeKeyText(data), resolution: terms.resolution, wanted: data.resolution,
      detail: `Prices of ${chargeKeyText(data)} are published with the resolution ${terms.resolution}; another one would change what they mean. Use another code.`,
    });
  }
  return [{ type: 'ChargeDefined', data }];
};

const publish = ({ data, registration }: PublishChargePrice, { terms, prices, form }: Charge): ChargeEvent[] => {
  const key = chargeKeyText(data);
  if (!terms) throw new Rejected('CHARGE_NOT_DEFINED', { charge: key, detail: `Nobody has said what ${key} is. Define the charge, then publish its prices.` });
  if (data.hours && !isByTheHour(terms)) {
    throw new Rejected('HOURS_DO_NOT_FIT', { charge: key, resolution: terms.resolution, detail: `${key} has the resolution ${terms.resolution}; prices by local hour belong to PT1H or PT15M.` });
  }
  if (data.points && terms.resolution === 'P1M' && !data.from.endsWith('-01')) {
    throw new Rejected('POINTS_NOT_FROM_MONTH_START', { charge: key, from: data.from, detail: `Points of the monthly charge ${key} begin on the first of a month, not on ${data.from}.` });
  }
  if (form !== undefined && form !== formOf(data)) {
    throw new Rejected('PRICE_FORM_MIXED', {
      charge: key, form, detail: `${key} has ${form === 'points' ? 'a price for each interval (points)' : 'dated prices (price or hours)'}; both side by side would leave open which one counts. Publish them in the same form.`,
    });
  }
  if (isAlreadySo(prices, remembered(data), registration)) return [];
  return [{ type: 'ChargePricesPublished', data: { ...data, ...(data.points && { resolution: terms.resolution }) } }];
};

const isByTheHour = ({ resolution }: ChargeTerms): boolean => resolution === 'PT1H' || resolution === 'PT15M';
const formOf = ({ points }: ChargePrice): PriceForm => (points ? 'points' : 'entries');
const remembered = ({ from, to, price, hours, points, registeredAt }: ChargePrice): Remembered => ({ from, registeredAt, content: JSON.stringify([to ?? null, price ?? hours ?? points]) });
const termsOf = ({ owner, type, code, name, category, resolution, tax, notBilled, vatClass }: ChargeTerms): ChargeTerms => ({ owner, type, code, name, category, resolution, tax, notBilled, vatClass });
const canonical = (terms: ChargeTerms): string => JSON.stringify(Object.values(termsOf(terms)));
