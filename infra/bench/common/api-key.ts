import { ApiKeys, apiKeyTable, openConfigurationDatabase, TypeOrmApiKeyStore } from '#platform';

/** A key with every role on the database of a program under measurement. */
export const apiKey = async (databaseUrl: string): Promise<string> => {
  const database = await openConfigurationDatabase({ url: databaseUrl, applicationName: 'benchmark', tables: [apiKeyTable] });
  try {
    return (await new ApiKeys(new TypeOrmApiKeyStore(database)).create({ name: 'benchmark', roles: ['admin', 'back-office', 'auditor', 'upstream'] })).key;
  } finally {
    await database.destroy();
  }
};
