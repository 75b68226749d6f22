/** Text for people fits into so many columns. */
export const WIDTH = 100;

/** Text on the left, amount at the right edge; text that is too long is cut, an amount never. */
export const row = (text: string, amount: string): string => {
  const room = WIDTH - amount.length - 2;
  const letters = [...text];
  const left = letters.length <= room ? text : `${letters.slice(0, room - 1).join('')}…`;
  return `${left}  ${' '.repeat(room - [...left].length)}${amount}`;
};

/** A line cut at the right edge. */
export const clipped = (text: string): string => ([...text].length <= WIDTH ? text : `${[...text].slice(0, WIDTH - 1).join('')}…`);

/** Words on as many lines as they need, each after the indent; a word that is too long by itself stays whole only where it fits. */
export const wrapped = (text: string, indent: string): string[] => {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(clipped(indent + word));
  }
  return lines;
};
