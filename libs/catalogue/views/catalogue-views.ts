import type { Calendar } from '#energy';
import { unreachable } from '#kernel';
import type { Cell, View } from '#projections';
import type { CatalogueEvent, ChargeEvent, ProductEvent, RateEvent, SpotEvent } from '../domain/events.js';
import { dayAfterPoints } from '../domain/in-force.js';
import { chargeKeyText, type ChargePrice, type ProductPrice } from '../domain/terms.js';
import { HEARD_COLUMNS, HEARD_NAMES, heardCells } from './common.js';

/** What each charge is, statement by statement. */
const chargesView: View<ChargeEvent> = {
  name: 'catalogue_charges', version: 1, from: ['charge'],
  columns: `charge text collate "C" not null, terms jsonb not null, ${HEARD_COLUMNS}`, indexes: ['charge'],
  async project(events, table) {
    await table.copy(['charge', 'terms', ...HEARD_NAMES], events.flatMap((event): Cell[][] => {
      switch (event.type) {
        case 'ChargeDefined': {
          const { owner, type, code, name, category, resolution, tax, notBilled, vatClass } = event.data;
          return [[chargeKeyText(event.data), JSON.stringify({ owner, type, code, name, category, resolution, tax, notBilled, vatClass }), ...heardCells(event)]];
        }
        case 'ChargePricesPublished': return [];
        default: return unreachable(event);
      }
    }));
  },
};

/** Every published price of every charge; `to_on` is the first day after it by its own word, null = open. */
const chargePricesView = (calendar: Calendar): View<ChargeEvent> => ({
  name: 'catalogue_charge_prices', version: 1, from: ['charge'],
  columns: `charge text collate "C" not null, from_on date not null, to_on date, price jsonb not null, registered_at timestamptz not null, ${HEARD_COLUMNS}`, indexes: ['charge, from_on'],
  async project(events, table) {
    await table.copy(['charge', 'from_on', 'to_on', 'price', 'registered_at', ...HEARD_NAMES], events.flatMap((event): Cell[][] => {
      switch (event.type) {
        case 'ChargeDefined': return [];
        case 'ChargePricesPublished': {
          const { from, to, price, hours, points, registeredAt, resolution } = event.data;
          const end = points && resolution ? dayAfterPoints({ from, points }, resolution, calendar) : to;
          const fact: ChargePrice = { from, ...(to !== undefined && { to }), ...(price !== undefined && { price }), ...(hours && { hours }), ...(points && { points }), registeredAt };
          return [[chargeKeyText(event.data), from, end, JSON.stringify(fact), registeredAt, ...heardCells(event)]];
        }
        default: return unreachable(event);
      }
    }));
  },
});

/** What each product is, statement by statement. */
const productsView: View<ProductEvent> = {
  name: 'catalogue_products', version: 1, from: ['product'],
  columns: `product text collate "C" not null, terms jsonb not null, ${HEARD_COLUMNS}`, indexes: ['product'],
  async project(events, table) {
    await table.copy(['product', 'terms', ...HEARD_NAMES], events.flatMap((event): Cell[][] => {
      switch (event.type) {
        case 'ProductDefined': return [[event.data.id, JSON.stringify({ id: event.data.id, name: event.data.name, kind: event.data.kind }), ...heardCells(event)]];
        case 'ProductPricePublished': return [];
        default: return unreachable(event);
      }
    }));
  },
};

/** Every published price of every product. */
const productPricesView: View<ProductEvent> = {
  name: 'catalogue_product_prices', version: 1, from: ['product'],
  columns: `product text collate "C" not null, from_on date not null, to_on date, price jsonb not null, registered_at timestamptz not null, ${HEARD_COLUMNS}`, indexes: ['product, from_on'],
  async project(events, table) {
    await table.copy(['product', 'from_on', 'to_on', 'price', 'registered_at', ...HEARD_NAMES], events.flatMap((event): Cell[][] => {
      switch (event.type) {
        case 'ProductDefined': return [];
        case 'ProductPricePublished': {
          const { id, from, to, marginDkkPerKwh, fixedDkkPerKwh, subscriptionDkkPerMonth, registeredAt } = event.data;
          const fact: ProductPrice = {
            from, ...(to !== undefined && { to }), ...(marginDkkPerKwh !== undefined && { marginDkkPerKwh }), ...(fixedDkkPerKwh !== undefined && { fixedDkkPerKwh }),
            ...(subscriptionDkkPerMonth !== undefined && { subscriptionDkkPerMonth }), registeredAt,
          };
          return [[id, from, to, JSON.stringify(fact), registeredAt, ...heardCells(event)]];
        }
        default: return unreachable(event);
      }
    }));
  },
};

/** Every publication of spot prices: one row for an area and a local day. */
const spotView: View<SpotEvent> = {
  name: 'catalogue_spot', version: 1, from: ['spot'],
  columns: `area text collate "C" not null, day date not null, resolution text not null, from_at timestamptz not null, prices jsonb not null, registered_at timestamptz not null, ${HEARD_COLUMNS}`,
  indexes: ['area, day'],
  async project(events, table) {
    await table.copy(['area', 'day', 'resolution', 'from_at', 'prices', 'registered_at', ...HEARD_NAMES], events.map((event): Cell[] => {
      switch (event.type) {
        case 'SpotPricesPublished': {
          const { area, day, resolution, from, prices, registeredAt } = event.data;
          return [area, day, resolution, from, JSON.stringify(prices), registeredAt, ...heardCells(event)];
        }
        default: return unreachable(event.type);
      }
    }));
  },
};

/** Every published figure of law. */
const ratesView: View<RateEvent> = {
  name: 'catalogue_rates', version: 1, from: ['rate'],
  columns: `name text collate "C" not null, from_on date not null, to_on date, value text not null, registered_at timestamptz not null, ${HEARD_COLUMNS}`, indexes: ['name, from_on'],
  async project(events, table) {
    await table.copy(['name', 'from_on', 'to_on', 'value', 'registered_at', ...HEARD_NAMES], events.map((event): Cell[] => {
      switch (event.type) {
        case 'RatePublished': {
          const { name, from, to, value, registeredAt } = event.data;
          return [name, from, to, value, registeredAt, ...heardCells(event)];
        }
        default: return unreachable(event.type);
      }
    }));
  },
};

/** Every view of the catalogue, for the projector and for whoever shows how views stand. */
export const catalogueViews = (calendar: Calendar): readonly View<CatalogueEvent>[] =>
  [chargesView, chargePricesView(calendar), productsView, productPricesView, spotView, ratesView] as unknown as readonly View<CatalogueEvent>[];
