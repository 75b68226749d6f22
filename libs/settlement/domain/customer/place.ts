/** Where a value stands in the input: an entry or series, and which of its values (from 0). */
export type Place = Readonly<{ series: Readonly<{ ref: string }>; index?: number }>;

/** `readings[0]#17` is the seventeenth value of that series; `products[0].prices[1]` an entry of its own. */
export const placeText = ({ series, index }: Place): string => (index === undefined ? series.ref : `${series.ref}#${index + 1}`);
