import { createRandom, deriveSeed, type Random } from "../base/random.ts";
import { lengthOf, type Outline, type Span } from "./outline.ts";

/** Stretches of a fixed length that cover all documents of two sentences or more; a document's are neighbours. */
export interface Windows {
  readonly count: number;
  /** Documents that have windows. */
  readonly documents: number;
  document(window: number): number;
  /** The sentences of a window, shifted by chance: whole, at least two, `size` tokens or more if the document has them. */
  sentences(window: number, random: Random): Span;
  /** A document other than the given one, each as likely as it has windows. */
  otherDocument(document: number, random: Random): number;
  /** The window with which an example begins: every `count` examples visit all windows once, in seeded order. */
  ofExample(example: number): number;
}

/** Permutations kept: examples are mostly read in order, and a permutation of a large corpus takes long to make. */
const rememberedEpochs = 4;

/** How far windows are spread beyond a document's edges, as parts of the distance between two. */
const beyondStart = 0.5;
const beyondEnd = 1;

/** @param size tokens of a window; a shorter document is one window */
export function layWindows(outline: Outline, size: number, seed: number): Windows {
  const tokens = (document: number) => lengthOf(outline.tokens(document));
  const counts = Int32Array.from({ length: outline.documents }, (_, document) =>
    lengthOf(outline.sentences(document)) < 2 ? 0 : Math.ceil(tokens(document) / size),
  );
  const count = counts.reduce((sum, own) => sum + own, 0);
  const owners = new Int32Array(count);
  const firsts = new Int32Array(outline.documents);
  let next = 0;
  counts.forEach((own, document) => {
    firsts[document] = next;
    owners.fill(document, next, next + own);
    next += own;
  });
  const document = (window: number) => owners[window] as number; // window < count
  const first = (owner: number) => firsts[owner] as number; // owner < documents
  const own = (owner: number) => counts[owner] as number; // owner < documents

  const orders = new Map<number, Int32Array>();
  const orderOf = (epoch: number) => {
    const known = orders.get(epoch);
    if (known !== undefined) return known;
    const order = shuffledIndices(count, createRandom(deriveSeed(seed, "epoch", epoch)));
    if (orders.size >= rememberedEpochs) orders.clear();
    orders.set(epoch, order);
    return order;
  };

  return {
    count,
    documents: counts.filter((windows) => windows > 0).length,
    document,
    sentences(window, random) {
      const owner = document(window);
      const slack = Math.max(0, tokens(owner) - size);
      const distance = slack / Math.max(1, own(owner) - 1);
      // Evenly over the document and a little beyond, so that its edges are seen often enough; further beyond the end,
      // for what stands there is only ever a second segment.
      const reach = slack + (beyondStart + beyondEnd) * distance;
      const shifted = ((window - first(owner) + random.uniform()) / own(owner)) * reach - beyondStart * distance;
      const offset = Math.round(Math.min(slack, Math.max(0, shifted)));
      const { end: lastEnd } = outline.sentences(owner);
      const start = Math.min(outline.sentenceAt(owner, outline.tokens(owner).start + offset), lastEnd - 2);
      // A window at the end takes in all of it: the document's last sentence would seldom be seen otherwise.
      const end = offset === slack ? lastEnd : outline.sentenceAfter(owner, start, size);
      return { start, end: Math.max(start + 2, end) };
    },
    otherDocument(excluded, random) {
      const drawn = random.integer(count - own(excluded));
      return document(drawn < first(excluded) ? drawn : drawn + own(excluded));
    },
    ofExample: (example) => orderOf(Math.floor(example / count))[example % count] as number, // in range by modulo
  };
}

function shuffledIndices(count: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: count }, (_, index) => index);
  for (let i = count - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [order[i], order[j]] = [order[j] as number, order[i] as number]; // j ≤ i < count
  }
  return order;
}
