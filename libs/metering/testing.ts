// For specs of others: the views of metering and the facts read from them.
import type { Calendar } from '#energy';
import type { View } from '#projections';
import { meteringPointsView } from './views/metering-points.js';
import { readingsView } from './views/readings.js';

export { PostgresReadingFacts } from './views/reading-facts.js';

export const meteringViews = (calendar: Calendar): readonly View[] => [readingsView(calendar), meteringPointsView] as unknown as readonly View[];
