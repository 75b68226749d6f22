import { gs1CheckDigit } from '#energy';
import { generatedGsrn } from '../generated-documents.js';

/** The month of the demo: its last Sunday has 25 hours, and its spot prices come in quarters. Local days, half-open. */
export const DEMO_MONTH = { from: '2025-10-01', to: '2025-11-01' } as const;
export const DEMO_ZONE = 'Europe/Copenhagen';
/** The day with 25 hours. */
export const LONG_DAY = { from: '2025-10-26', to: '2025-10-27' } as const;
/** New tariffs of the grid companies, and people who move, from this day on. */
export const MID_MONTH = '2025-10-16';
/** We supply all points from here on. */
export const SUPPLIED_SINCE = DEMO_MONTH.from;

/** A made-up grid company: which area it has, in which price area. */
export type GridCompany = Readonly<{ name: string; gln: string; gridArea: string; priceArea: 'DK1' | 'DK2' }>;

const withCheckDigit = (digits: string): string => `${digits}${gs1CheckDigit(digits)}`;

export const GRID_COMPANIES: readonly [GridCompany, GridCompany] = [
  { name: 'Vestnet (made up)', gln: withCheckDigit('579999900101'), gridArea: '543', priceArea: 'DK1' },
  { name: 'Østnet (made up)', gln: withCheckDigit('579999900102'), gridArea: '791', priceArea: 'DK2' },
];

/** What a point is to us. `lateProduct`: its product gets its price only after the month was to be settled. */
export type DemoKind = 'household' | 'heating' | 'heatingMeasured' | 'solar' | 'business' | 'fixedPrice' | 'lateProduct';

export type DemoPoint = Readonly<{
  index: number; gsrn: string; kind: DemoKind; grid: GridCompany; resolution: 'PT15M' | 'PT1H'; addOn: boolean;
  /** Somebody moves out and somebody else in on `MID_MONTH`. */
  moves: boolean;
  /** The child of a point: production (E18) of solar, the hub's kWh at full rate (D14) of electric heating. */
  child?: Readonly<{ gsrn: string; type: 'E18' | 'D14' }>;
}>;

export const DEMO_POINTS = 1_000;
/** Far from the numbers that other made-up points have. */
const FIRST_POINT = 2_025_100_000;
const FIRST_CHILD = 2_025_200_000;

/** Of twenty points: eleven households, two homes with electric heating and one more where the hub measures it, two with solar, two businesses, one at a fixed price, one waiting for a price. */
const KINDS: readonly DemoKind[] = [...new Array<DemoKind>(11).fill('household'), 'heating', 'heating', 'heatingMeasured', 'solar', 'solar', 'business', 'business', 'fixedPrice', 'lateProduct'];
const CHILDREN: Readonly<Partial<Record<DemoKind, 'E18' | 'D14'>>> = { solar: 'E18', heatingMeasured: 'D14' };
/** A household with quarters, an add-on, and a grid company of the west. */
const SHOWN = 49;

/** All points of the demo; the same on every machine. */
export const demoPoints = (count = DEMO_POINTS): readonly DemoPoint[] => Array.from({ length: count }, (_, index): DemoPoint => {
  const kind = KINDS[index % KINDS.length]!;
  const type = CHILDREN[kind];
  return {
    index, gsrn: generatedGsrn(FIRST_POINT + index), kind, grid: GRID_COMPANIES[index % 3 === 0 ? 1 : 0], resolution: kind === 'business' || index % 2 === 1 ? 'PT15M' : 'PT1H',
    addOn: index % 7 === 0, moves: kind === 'household' && index % 25 === 3, ...(type && { child: { gsrn: generatedGsrn(FIRST_CHILD + index), type } }),
  };
});

/** The point that the demo tells about. */
export const shownPoint = (points: readonly DemoPoint[]): DemoPoint => points[SHOWN]!;

/** Who lives there on a day; nothing but a reference. */
export const customerOf = ({ index }: Pick<DemoPoint, 'index'>, which: 'first' | 'second' = 'first'): string => `demo-${String(index + 1).padStart(4, '0')}${which === 'first' ? '' : '-b'}`;

/** How a supply and its contract are named. */
export const supplyOf = (customerId: string): string => `s-${customerId}`;
export const contractOf = (customerId: string): string => `k-${customerId}`;
