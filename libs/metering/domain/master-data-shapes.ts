// Shapes of what is stated about a point, the same at every door.

/** Metering point types of the market. Source: DataHub's code list (consumption, production, exchange, and the children in use). */
export const METERING_POINT_TYPES = ['E17', 'E18', 'E20', 'D01', 'D02', 'D04', 'D05', 'D06', 'D07', 'D08', 'D09', 'D10', 'D11', 'D12', 'D13', 'D14', 'D15', 'D17', 'D18', 'D19', 'D20', 'D21', 'D22', 'D99'] as const;
export const PRICE_AREAS = ['DK1', 'DK2'] as const;
/** D01 flex, E02 non-profiled. */
export const SETTLEMENT_METHODS = ['D01', 'E02'] as const;
export const POINT_RESOLUTIONS = ['PT15M', 'PT1H', 'P1M'] as const;
/** Three digits. */
export const GRID_AREA = /^\d{3}$/;
export const GSRN = /^\d{18}$/;
export const MOST_SUPPLY_PERIODS = 200;
