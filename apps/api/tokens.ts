/** Names under which the api role provides what its controllers work with. */
export const ARCHIVE = Symbol('MessageArchive');
export const PARKED = Symbol('ParkedMessages');
export const SUBSCRIPTIONS = Symbol('Subscriptions');
export const DOOR = Symbol('DirectDoor');
export const STORE = Symbol('EventStore');
export const VIEW_BOOK = Symbol('ViewBook');
