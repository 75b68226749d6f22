/** Who a customer is. The only place of these data is the vault; nothing of them may stand in an event, a view, a message or a log line. */
export type Person = Readonly<{
  name: string;
  /** Ten digits; private persons. */
  cpr?: string;
  /** Eight digits; businesses. */
  cvr?: string;
  address?: Readonly<{ street: string; postalCode: string; city: string; country?: string }>;
  email?: string;
  phone?: string;
}>;
