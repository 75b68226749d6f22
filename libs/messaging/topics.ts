/** A topic that Gridtally listens to. What cannot be taken from it is parked in Postgres, so there are no topics for dead letters. */
export type TopicDefinition = Readonly<{
  name: string;
  partitions: number;
  retentionDays: number;
  /** What the key of a message is; messages of the same key stay in order. */
  key: Readonly<{ name: string; description: string; pattern: string }>;
  title: string;
  description: string;
  contentType: string;
  largestMessageBytes: number;
}>;

const MB = 1024 * 1024;

/** Documents `{documentId, sender, createdAt, records}` with references only. */
const portfolioTopic = (name: string, title: string, description: string): TopicDefinition => ({
  name, title, description, partitions: 6, retentionDays: 30, contentType: 'application/json', largestMessageBytes: 11 * MB,
  key: { name: 'subject', description: 'The GSRN or reference that the document is about, else its sender: documents of the same key stay in order.', pattern: '^[A-Za-z0-9._-]{1,64}$' },
});

/** Documents `{documentId, sender, createdAt, records}` of prices. */
const priceTopic = (name: string, title: string, description: string): TopicDefinition => ({
  name, title, description, partitions: 3, retentionDays: 30, contentType: 'application/json', largestMessageBytes: 11 * MB,
  key: { name: 'sender', description: 'Who sends it, so that what is defined comes before what is priced.', pattern: '^[A-Za-z0-9][A-Za-z0-9_.:@+-]{0,99}$' },
});

export const TOPICS: readonly TopicDefinition[] = [
  {
    name: 'datahub.timeseries',
    partitions: 12,
    retentionDays: 30,
    key: { name: 'GSRN', description: 'The metering point (18 digits), so that all series of a point stay in order.', pattern: '^\\d{18}$' },
    title: 'Notify validated measure data (RSM-012)',
    description: 'Metered data as DataHub sends them: a CIM JSON document NotifyValidatedMeasureData_MarketDocument with one or more series.',
    contentType: 'application/json',
    // The business limit is 100 MB; a record has a little more around its body.
    largestMessageBytes: 101 * MB,
  },
  priceTopic('prices.charges', 'Charges and their prices', 'What charges of grid companies and of Energinet are, and what they cost from when: one price, 24 local hours, or a price for each interval.'),
  priceTopic('prices.products', 'Products and their prices', 'What we sell: main products and add-ons, with margin, fixed price and subscription by day.'),
  priceTopic('prices.rates', 'Figures of law', 'VAT, and the limit and rate of the reduced electricity tax, by day.'),
  priceTopic('prices.spot', 'Spot prices', 'Day-ahead prices of DK1 and DK2 in hours or quarters, DKK per kWh; null = missing, which is not 0.'),
  portfolioTopic('portfolio.points', 'Master data of metering points', 'What points are from a day on: type, areas, resolution, parent, supply periods. Each record is the whole statement.'),
  portfolioTopic('portfolio.customers', 'Customers', 'Customers by reference and kind. Personal data are refused here, and nothing of a document with such is kept.'),
  portfolioTopic('portfolio.supplies', 'Supplies', 'Supplies of points by us: started, ended, begun on another day (BRS-011), reversed (BRS-003).'),
  portfolioTopic('portfolio.contracts', 'Contracts', 'What was agreed for a point: products, billing frequency, payment days. Each record is the whole contract.'),
  portfolioTopic('portfolio.links', 'Charge links', 'Which charges a point pays, with factor (RSM-031).'),
  portfolioTopic('portfolio.heating', 'Electrical heating', 'From when to when a home is entitled to reduced electricity tax.'),
  {
    name: 'settlement.batches',
    partitions: 24,
    retentionDays: 2,
    key: { name: 'batch', description: 'Run and number of the batch, so that batches spread over the workers.', pattern: '^[0-9a-f-]{36}\\.[1-9]\\d*$' },
    title: 'Batch of a settlement run',
    description: 'Work among our own processes: which batch of which settlement run to settle. Nothing rests on a message of it: what is lost is published again, what comes twice is settled once.',
    contentType: 'application/json',
    largestMessageBytes: MB,
  },
];

/** What a topic is configured with, in Kafka's words. */
export const topicConfig = ({ retentionDays, largestMessageBytes }: TopicDefinition): Readonly<Record<string, string>> => ({
  'retention.ms': String(retentionDays * 24 * 60 * 60 * 1000),
  'max.message.bytes': String(largestMessageBytes),
  // Whatever way a sender compresses, we can read it: the broker stores it plain.
  'compression.type': 'uncompressed',
  'cleanup.policy': 'delete',
});
