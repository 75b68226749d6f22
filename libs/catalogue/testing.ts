// For specs of others: the views of the catalogue and the facts read from them.
export { catalogueViews } from './views/catalogue-views.js';
export { PostgresCatalogueFacts } from './views/facts.js';
