/** Names under which the app provides what metering works with. */
export const EVENT_STORE = Symbol('EventStore');
export const READINGS_OF_POINT = Symbol('ReadingsOfPoint');
export const QUERY_POOL = Symbol('QueryPool');
export const FRESHNESS = Symbol('Freshness');
export const CALENDAR = Symbol('Calendar');
