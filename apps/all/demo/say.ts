/** Tells whoever started the demo what is going on. */
export const say = (text: string): void => void process.stdout.write(`${text}\n`);
