import type { Reason, Rejected } from '#kernel';

/** Danish for what the deciders refuse; English is in the refusal itself. */
const DANISH: Readonly<Record<string, (details: Readonly<Record<string, unknown>>) => string>> = {
  CHARGE_NOT_DEFINED: ({ charge }) => `Ingen har sagt, hvad ${charge} er. Definér prisen, og send derefter dens satser.`,
  CHARGE_RESOLUTION_IN_USE: ({ charge, resolution }) => `${charge} har allerede satser med opløsningen ${resolution}; en anden ville ændre deres betydning. Brug en anden kode.`,
  HOURS_DO_NOT_FIT: ({ charge, resolution }) => `${charge} har opløsningen ${resolution}; satser pr. lokal time hører til PT1H eller PT15M.`,
  POINTS_NOT_FROM_MONTH_START: ({ charge, from }) => `Punkter for den månedlige pris ${charge} begynder den første i en måned, ikke ${from}.`,
  PRICE_FORM_MIXED: ({ charge, form }) => `${charge} har satser i formen ${form}; begge former side om side lader det stå åbent, hvilken der gælder. Send dem i samme form.`,
  PRODUCT_NOT_DEFINED: ({ product }) => `Ingen har sagt, hvad ${product} er. Definér produktet, og send derefter dets priser.`,
  PRODUCT_KIND_IN_USE: ({ product, kind }) => `${product} har allerede priser som ${kind}; en anden type ville ændre deres betydning. Brug et andet id.`,
  PRICE_DOES_NOT_FIT: ({ product, kind }) => `${product} er af typen ${kind}: et fastprisprodukt har fixedDkkPerKwh, alle andre marginDkkPerKwh. Fjern den anden, eller ret typen.`,
};

/** A refusal as a reason of the document that asked for it. */
export const reasonOfRefusal = ({ code, details }: Rejected, path: string): Reason =>
  ({ code, path, en: typeof details.detail === 'string' ? details.detail : code, da: DANISH[code]?.(details) ?? code });
