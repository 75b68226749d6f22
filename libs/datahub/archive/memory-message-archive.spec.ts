import { messageArchiveContract } from './contract.js';
import { MemoryMessageArchive } from './memory-message-archive.js';

messageArchiveContract('The archive in memory', async () => new MemoryMessageArchive());
