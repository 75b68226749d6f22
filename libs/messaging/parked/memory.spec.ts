import { MemoryParkedMessages } from './memory.js';
import { parkedMessagesContract } from './contract.js';

parkedMessagesContract('MemoryParkedMessages', async (clock) => new MemoryParkedMessages(clock));
