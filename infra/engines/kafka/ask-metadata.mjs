import kafkajs from 'kafkajs';

/**
 * Asks a broker which brokers and topics there are, and which of them leads.
 * @param {string} brokers
 * @returns {Promise<string>} `ready`, or why not yet
 */
export const askMetadata = async (brokers) => {
  const admin = new kafkajs.Kafka({ brokers: brokers.split(','), logLevel: kafkajs.logLevel.NOTHING, connectionTimeout: 2000, requestTimeout: 5000, retry: { retries: 0 } }).admin();
  try {
    await admin.connect();
    const { brokers: known, controller } = await admin.describeCluster();
    return known.length > 0 && controller !== null ? 'ready' : 'no broker has joined yet';
  } catch (error) {
    return error.message;
  } finally {
    await admin.disconnect();
  }
};
