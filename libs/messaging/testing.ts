export { eventually, messagingContract, type MessagingUnderTest } from './contract.js';
export { parkedMessagesContract } from './parked/contract.js';
