import { addDays, type LocalDate } from '#energy';

/** Days before (-) or after the effective day, and after the end of a period. Dated data of the supplier, not of the market: pass your own. */
export type SwitchOffsets = Readonly<{ seedData: number; submit: number; acknowledgement: number; masterData: number; firstReadings: number; settleAfterPeriodEnd: number }>;

export type SwitchTimeline = Readonly<{ seedDataOn: LocalDate; submitOn: LocalDate; acknowledgedOn: LocalDate; masterDataOn: LocalDate; effectiveOn: LocalDate; firstReadingsOn: LocalDate; settledOn: LocalDate }>;

/** When what is expected around a change of supplier: from the seed data to the settlement of its first period. */
export const switchTimeline = (effectiveOn: LocalDate, periodEnd: LocalDate, offsets: SwitchOffsets): SwitchTimeline => ({
  seedDataOn: addDays(effectiveOn, offsets.seedData),
  submitOn: addDays(effectiveOn, offsets.submit),
  acknowledgedOn: addDays(effectiveOn, offsets.acknowledgement),
  masterDataOn: addDays(effectiveOn, offsets.masterData),
  effectiveOn,
  firstReadingsOn: addDays(effectiveOn, offsets.firstReadings),
  settledOn: addDays(periodEnd, offsets.settleAfterPeriodEnd),
});
