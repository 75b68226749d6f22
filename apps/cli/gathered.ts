/** Reads an option that may be given more than once, or once with commas. */
export const gathered = (value: string, before: readonly string[] = []): string[] => [...before, ...value.split(',').map((one) => one.trim()).filter((one) => one !== '')];

/** Reads an option that may be given more than once, and in which commas mean something else. */
export const repeated = (value: string, before: readonly string[] = []): string[] => [...before, value];
