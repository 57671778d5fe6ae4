/** The teacher's outputs: checked by their checksum on reading, held to a limit that the person sees. */
import { packOf, type Shelf } from "./shelf.ts";
import { seal, unseal } from "./seal.ts";
import type { OutputsUsage, TeacherCache } from "./port.ts";

export interface Outputs extends TeacherCache {
  usage(): Promise<OutputsUsage>;
  /** Forgets what is over the limit, packs first that were not written to for longest. */
  trim(): Promise<void>;
}

const sum = (sizes: ReadonlyMap<string, number>) => [...sizes.values()].reduce((total, size) => total + size, 0);

/** @param limitBytes asked before the first write, and whenever there seems to be no room */
export function outputsOn(shelf: Shelf, limitBytes: () => Promise<number>): Outputs {
  /** What was there when it was last counted, and what was written since. */
  let usedBytes: number | undefined;
  let limit = 0;

  /** Room for so many bytes more, made of the packs that are not kept. @returns whether there is */
  async function makeRoom(bytes: number, kept: string | null): Promise<boolean> {
    limit = await limitBytes();
    const sizes = await shelf.sizes();
    usedBytes = sum(sizes);
    const unwanted = new Set<string>();
    for (const [pack, size] of sizes) {
      if (usedBytes + bytes <= limit) break;
      if (pack === kept) continue;
      unwanted.add(pack);
      usedBytes -= size;
    }
    if (unwanted.size > 0) await shelf.keepOnly((pack) => !unwanted.has(pack));
    return usedBytes + bytes <= limit;
  }

  return {
    async read(key) {
      const sealed = await shelf.read(key);
      return sealed && unseal(key, sealed);
    },
    async write(key, bytes) {
      const sealed = seal(key, bytes);
      const fits = usedBytes !== undefined && usedBytes + sealed.byteLength <= limit;
      if (!fits && !(await makeRoom(sealed.byteLength, packOf(key)))) return false;
      const kept = await shelf.write(key, sealed);
      if (kept && usedBytes !== undefined) usedBytes += sealed.byteLength;
      return kept;
    },
    usage: async () => ({ usedBytes: sum(await shelf.sizes()), limitBytes: await limitBytes() }),
    async trim() {
      await makeRoom(0, null);
    },
  };
}
