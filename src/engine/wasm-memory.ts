import { Diverged } from "../base/errors.ts";
import { gigabytes } from "../base/gigabytes.ts";
import { takeBestFit } from "./best-fit.ts";
import type { WasmBackend } from "./wasm.ts";

/** Part of the wasm heap, in bytes. */
export interface Block {
  readonly at: number;
  readonly size: number;
}

/** What all programs hold of the wasm heap. */
let held = 0;
export const programBytes = (): number => held;

/** Memory of one program on the wasm heap: handed out while it is recorded, reused within it, freed with it. */
export class ProgramMemory {
  readonly #wasm: WasmBackend["wasm"];
  readonly #all = new Set<Block>();
  readonly #free: Block[] = [];
  #bytes = 0;

  constructor({ wasm }: WasmBackend) {
    this.#wasm = wasm;
  }

  /** A block of at least this size; whatever it held before may still be in it. @throws Diverged where there is no room */
  acquire(size: number): Block {
    const reused = takeBestFit(this.#free, size);
    if (reused !== undefined) return reused;
    const at = this.#wasm._malloc(size) >>> 0;
    if (at === 0) throw new Diverged(`WebAssembly has no room for its training: ${gigabytes(this.#bytes + size)} beside the parameters`);
    const block = { at, size };
    this.#all.add(block);
    this.#count(size);
    return block;
  }

  /** Work is repeated in its order: what is acquired from here on may overwrite the block. */
  release(block: Block): void {
    this.#free.push(block);
  }

  /** The block is whoever's holds a tensor in it. */
  leave(block: Block): void {
    if (this.#all.delete(block)) this.#count(-block.size);
  }

  dispose(): void {
    for (const { at } of this.#all) this.#wasm._free(at);
    this.#all.clear();
    this.#free.length = 0;
    this.#count(-this.#bytes);
  }

  #count(bytes: number): void {
    this.#bytes += bytes;
    held += bytes;
  }
}
