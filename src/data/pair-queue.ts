/** A pair of pieces and how often it stood in the text when it was queued. */
export interface QueuedPair {
  readonly count: number;
  readonly pair: number;
}

export interface PairQueue {
  push(count: number, pair: number): void;
  /** The pair with the highest count; among equals the one made of older pieces. */
  pop(): QueuedPair | undefined;
}

/** A binary heap. */
export function createPairQueue(): PairQueue {
  const heap: QueuedPair[] = [];
  const precedes = (a: QueuedPair | undefined, b: QueuedPair | undefined) =>
    a !== undefined && (b === undefined || a.count > b.count || (a.count === b.count && a.pair < b.pair));
  const swap = (i: number, j: number) => {
    const [a, b] = [heap[i], heap[j]];
    if (a === undefined || b === undefined) return;
    heap[i] = b;
    heap[j] = a;
  };
  return {
    push(count, pair) {
      heap.push({ count, pair });
      for (let i = heap.length - 1; i > 0; ) {
        const parent = (i - 1) >> 1;
        if (!precedes(heap[i], heap[parent])) break;
        swap(i, parent);
        i = parent;
      }
    },
    pop() {
      const top = heap[0];
      const last = heap.pop();
      if (heap.length === 0 || last === undefined) return top;
      heap[0] = last;
      for (let i = 0; ; ) {
        const left = 2 * i + 1;
        const child = precedes(heap[left + 1], heap[left]) ? left + 1 : left;
        if (!precedes(heap[child], heap[i])) break;
        swap(i, child);
        i = child;
      }
      return top;
    },
  };
}
