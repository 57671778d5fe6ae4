/** Items spread evenly over a file of any length, in bounded memory: every one while there is room, then every second, every fourth and so on. */
export interface Sample<Item> {
  add(item: Item): void;
  readonly items: readonly Item[];
  readonly seen: number;
}

/** @param most of the sizes of the items that are kept, together */
export function createSample<Item>(most: number, sizeOf: (item: Item) => number): Sample<Item> {
  let items: Item[] = [];
  let [seen, stride, size] = [0, 1, 0];
  return {
    add(item) {
      if (seen++ % stride !== 0) return;
      items.push(item);
      size += sizeOf(item);
      while (size > most && items.length > 1) {
        stride *= 2;
        items = items.filter((_, i) => i % 2 === 0);
        size = items.reduce((sum, kept) => sum + sizeOf(kept), 0);
      }
    },
    get items() {
      return items;
    },
    get seen() {
      return seen;
    },
  };
}
