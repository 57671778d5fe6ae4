/** Parameters whose tensors share pages, for update-on-gpu.ts: one dispatch steps them all. Notation: update-rule.ts. */
import { alignedBytes, bytesPerNumber, tensorAt, windowOf, type Window } from "../arena.ts";
import * as tf from "../tf.ts";
import { createTable, type Table } from "./update-table.ts";
import type { Gradients, UpdateSlot } from "./update-rule.ts";

/** A parameter with where its tensors lie. */
export interface PlacedSlot {
  readonly name: string;
  readonly slot: UpdateSlot;
  readonly w: Window;
  readonly m: Window;
  readonly v: Window;
}

/** Parameters whose tensors lie in the same three pages, in the order of their moments. */
export interface Batch {
  readonly slots: readonly PlacedSlot[];
  /** Parts of the pages, from the first of the parameters to the end of the last. */
  readonly parameters: tf.Tensor;
  readonly first: tf.Tensor;
  readonly second: tf.Tensor;
  /** Where m's part of its page begins, in bytes, so where G begins. */
  readonly start: number;
  /** For shaders, of those parameters that have gradients; the same at every step, so made once. */
  tableOf(gradients: Gradients): Table;
  dispose(): void;
}

/** Whether all parameters and moments are windows, as in arenas on WebGPU. */
export function liesInPages(slots: Iterable<UpdateSlot>): boolean {
  return [...slots].every((slot) => [slot.parameter, slot.firstMoment, slot.secondMoment].every((tensor) => windowOf(tensor) !== undefined));
}

export const batchesOf = (slots: ReadonlyMap<string, UpdateSlot>): Batch[] => inSamePages([...slots].map(placed)).map(createBatch);

function placed([name, slot]: readonly [string, UpdateSlot]): PlacedSlot {
  const [w, m, v] = [slot.parameter, slot.firstMoment, slot.secondMoment].map((tensor) => windowOf(tensor));
  if (!w || !m || !v) throw new Error(`a parameter or a moment does not lie in a page: ${name}`);
  return { name, slot, w, m, v };
}

type Group = [PlacedSlot, ...PlacedSlot[]];

function inSamePages(slots: readonly PlacedSlot[]): Group[] {
  const groups: Group[] = [];
  for (const slot of slots) {
    const group = groups.at(-1);
    const shares = group !== undefined && (["w", "m", "v"] as const).every((page) => group[0][page].buffer === slot[page].buffer);
    if (shares) group.push(slot);
    else groups.push([slot]);
  }
  return groups;
}

const endOf = ({ offset, size }: Window): number => offset + alignedBytes(size / bytesPerNumber);

/** The least part of a page that holds all windows. */
function spanOf([first, ...others]: readonly [Window, ...Window[]]): Window {
  let [offset, end] = [first.offset, endOf(first)];
  for (const window of others) [offset, end] = [Math.min(offset, window.offset), Math.max(end, endOf(window))];
  return { buffer: first.buffer, offset, size: end - offset };
}

function createBatch(slots: Group): Batch {
  const [slot, ...others] = slots;
  const span = (page: "w" | "m" | "v") => spanOf([slot[page], ...others.map((other) => other[page])]);
  const [w, m, v] = [span("w"), span("m"), span("v")];
  const part = (window: Window) => tf.keep(tensorAt(window, [window.size / bytesPerNumber]));
  const [parameters, first, second] = [part(w), part(m), part(v)];
  const tables = new Map<string, Table>();
  return {
    slots,
    parameters,
    first,
    second,
    start: m.offset,
    tableOf(gradients) {
      const graded = slots.filter(({ name }) => gradients.has(name));
      const key = graded.map(({ name }) => name).join("\n");
      const numbers = (bytes: number) => bytes / bytesPerNumber;
      const places = () =>
        graded.map((one) => ({ slot: one.slot, parameterAt: numbers(one.w.offset - w.offset), momentsAt: numbers(one.m.offset - m.offset) }));
      const table = tables.get(key) ?? createTable(places());
      tables.set(key, table);
      return table;
    },
    dispose() {
      tf.dispose([parameters, first, second]);
      for (const table of tables.values()) table.dispose();
    },
  };
}
