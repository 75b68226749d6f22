import type { Calendar } from '#energy';
import { meteringPointsView, readingsView } from '#metering';
import type { View } from '#projections';

/** Every view of the product. */
export const allViews = (calendar: Calendar): readonly View[] => [readingsView(calendar), meteringPointsView] as unknown as readonly View[];
