// The door for apps.
export {};
