import { billingViews } from '#billing';
import { catalogueViews } from '#catalogue';
import type { Calendar } from '#energy';
import { meteringPointsView, readingsView } from '#metering';
import { portfolioViews } from '#portfolio';
import type { View } from '#projections';
import { settlementRunViews, settlementViews } from '#settlement';

/** Every view of the product. */
export const allViews = (calendar: Calendar): readonly View[] => [
  readingsView(calendar) as unknown as View, meteringPointsView as unknown as View,
  ...catalogueViews(calendar), ...portfolioViews, ...settlementViews, ...settlementRunViews, ...billingViews,
];
