/** Names under which the app provides what the catalogue works with. */
export const CATALOGUE_STORE = Symbol('CatalogueStore');
export const CATALOGUE_QUERIES = Symbol('CatalogueQueries');
export const CATALOGUE_FRESHNESS = Symbol('CatalogueFreshness');
export const CATALOGUE_CALENDAR = Symbol('CatalogueCalendar');
