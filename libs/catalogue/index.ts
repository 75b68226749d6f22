export { CatalogueModule, type CatalogueParts } from './catalogue.module.js';
export { catalogueSubscriptions, type CatalogueConsumerParts } from './edge/consumers.js';
export { catalogueViews } from './views/catalogue-views.js';
export { PostgresCatalogueFacts } from './views/facts.js';
