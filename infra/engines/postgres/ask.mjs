import pg from 'pg';

/** @param {string} url @param {(client: pg.Client) => Promise<void>} work */
const connected = async (url, work) => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000, query_timeout: 30_000 });
  client.on('error', () => client.end()); // a connection cut while idle; the next query reports it
  try {
    await client.connect();
    await work(client);
  } finally {
    await client.end();
  }
};

/** Not there yet: nobody listens, the connection is cut, or the server says it is still starting (57P03). */
const NOT_YET = new Set(['ECONNREFUSED', 'ECONNRESET', '57P03', '57P01']);

/**
 * Whether the server works.
 * @param {string} url
 * @returns {Promise<string>} `ready`, or what it says while it is not
 */
export const ask = async (url) => {
  try {
    await connected(url, async (client) => { await client.query('select 1'); });
    return 'ready';
  } catch (error) {
    if (NOT_YET.has(error.code) || /timeout|terminated/i.test(error.message)) return error.message;
    throw error;
  }
};

/** @param {string} url of a database that exists @param {string} name */
export const ensureDatabase = (url, name) => connected(url, async (client) => {
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
  if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
});
