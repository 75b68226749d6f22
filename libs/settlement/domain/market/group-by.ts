/** The items by key, groups and members in order of first appearance. */
export const groupBy = <Item>(items: Iterable<Item>, keyOf: (item: Item) => string): Map<string, Item[]> => {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
};

/** One text for several parts, none of which can be mistaken for another. */
export const keyFrom = (...parts: readonly (string | number | undefined)[]): string => JSON.stringify(parts);
