export { CatalogueModule, type CatalogueParts } from './catalogue.module.js';
export { catalogueSubscriptions, type CatalogueConsumerParts } from './edge/consumers.js';
export { catalogueViews } from './views/catalogue-views.js';
export { PostgresCatalogueFacts } from './views/facts.js';
export { documentsOf, type PriceDocument, type PriceFile, readPriceFile, type ReadPriceFile } from './edge/files/read-price-file.js';
