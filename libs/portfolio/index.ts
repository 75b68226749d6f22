import type { View } from '#projections';
import { chargeLinksView } from './views/charge-links.js';
import { contractsView } from './views/contracts.js';
import { customersView } from './views/customers.js';
import { heatingView } from './views/heating.js';
import { suppliesView } from './views/supplies.js';

export { portfolioSubscriptions, type PortfolioConsumerParts } from './edge/consumers.js';
export { PortfolioModule, type PortfolioParts } from './portfolio.module.js';
export * from './published.js';
export type { Person } from './vault/person.js';
export { Vault, type VaultParts } from './vault/vault.js';
export { PostgresPortfolioFacts } from './views/portfolio-facts.js';

/** Every view of the portfolio. */
export const portfolioViews: readonly View[] = [customersView, suppliesView, contractsView, chargeLinksView, heatingView] as unknown as readonly View[];
