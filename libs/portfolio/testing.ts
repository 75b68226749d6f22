// For specs of others: the views of the portfolio and the facts read from them.
import type { View } from '#projections';
import { chargeLinksView } from './views/charge-links.js';
import { contractsView } from './views/contracts.js';
import { heatingView } from './views/heating.js';
import { suppliesView } from './views/supplies.js';

export { PostgresPortfolioFacts } from './views/portfolio-facts.js';

export const portfolioFactViews: readonly View[] = [suppliesView, contractsView, chargeLinksView, heatingView] as unknown as readonly View[];
