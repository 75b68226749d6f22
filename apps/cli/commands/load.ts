import { Command, Option } from 'commander';
import type { Cli } from '../cli.js';
import { gathered } from '../gathered.js';
import type { LoadOptions } from '../load/read-load-options.js';

/** Makes readings up, and what it takes to settle them, and sends them. */
export const loadCommand = (cli: Cli): Command => new Command('load')
  .description('make RSM-012 documents up, and prices and contracts for their points, always the same for the same plan, and send them')
  .option('--points <n>', 'metering points')
  .option('--days <n>', 'local days')
  .option('--from <day>', 'first local day, YYYY-MM-DD')
  .option('--quarters <share>', 'share of points with quarters, 0 to 1; the others have hours', '0')
  .option('--gaps <share>', 'share of days of a point on which values are missing', '0')
  .option('--corrections <share>', 'share of days of a point that are corrected later', '0')
  .option('--seed <n>', 'another seed gives another portfolio', '1')
  .addOption(new Option('--zone <zone>', 'time zone of the local days').default('Europe/Copenhagen'))
  .addOption(new Option('--to <where>', 'where to').choices(['http', 'kafka', 'files']))
  .option('--url <url>', 'with --to http: the server', 'http://127.0.0.1:3000')
  .addOption(new Option('--key <key>', 'with --to http: an API key with the role upstream').env('GRIDTALLY_KEY'))
  .option('--brokers <host:port,…>', 'with --to kafka: the brokers; KAFKA_BROKERS unless told')
  .option('--out <folder>', 'with --to files: the folder')
  .option('--master-data', 'master data of the points first')
  .option('--with <what,…>', 'also prices (charges, spot, products, rates) and contracts (customers, supplies, contracts, charge links, and master data): prices,contracts', gathered)
  .option('--at-once <n>', 'requests under way at the same time')
  .option('--patience <seconds>', 'how long to go on trying when the other side does not answer', '60')
  .action((options: LoadOptions) => cli.run(async (run) => (await import('../load/load.js')).load(run, options)));
