import type { Event, MessageRef } from '#kernel';
import type { ChargeKey, ChargePrice, ChargeResolution, ChargeTerms, ProductPrice, ProductTerms, Rate, SpotPrices } from './terms.js';

/** The record of the message that said it; absent when somebody said it through the API. */
export type Sourced = Readonly<{ source?: MessageRef }>;

/** What a charge is; said again with other words it is something else from now on, and what was said before stays askable. */
export type ChargeDefined = Event<'ChargeDefined', ChargeTerms & Sourced>;
/** A price of a charge was published: one event for each dated entry. A corrected price is another event. `resolution` is that of the points, where there are points. */
export type ChargePricesPublished = Event<'ChargePricesPublished', ChargeKey & ChargePrice & Readonly<{ resolution?: ChargeResolution }> & Sourced>;
export type ChargeEvent = ChargeDefined | ChargePricesPublished;

/** What a product is called and how it is priced. */
export type ProductDefined = Event<'ProductDefined', ProductTerms & Sourced>;
/** A price of a product was published; a corrected price is another event. */
export type ProductPricePublished = Event<'ProductPricePublished', Readonly<{ id: string }> & ProductPrice & Sourced>;
export type ProductEvent = ProductDefined | ProductPricePublished;

/** Spot prices of one area for (a part of) one local day: one event for each publication. */
export type SpotPricesPublished = Event<'SpotPricesPublished', SpotPrices & Readonly<{ day: string }> & Sourced>;
export type SpotEvent = SpotPricesPublished;

/** A dated figure of law was published; a corrected one is another event. */
export type RatePublished = Event<'RatePublished', Rate & Sourced>;
export type RateEvent = RatePublished;

export type CatalogueEvent = ChargeEvent | ProductEvent | SpotEvent | RateEvent;
