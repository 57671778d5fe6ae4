/**
 * The time that the device takes for recorded commands, by its own clock: from the begin of the first pass to the end of
 * the last, whatever the host does meanwhile. Browsers round such times, so that many runs are timed together.
 */
import { type Command, encode, lastPassStart } from "./capture-commands.ts";

const bytesPerTime = 8;
const nanosecondsPerMs = 1e6;

/**
 * @param runs of all the commands, one after another
 * @param commandsPerSubmit as `captured-program.ts` found them
 * @returns milliseconds a run; null where the device has no clock, or the commands no dispatch
 */
export async function deviceMs(
  device: GPUDevice,
  commands: readonly Command[],
  runs: number,
  commandsPerSubmit: number,
): Promise<number | null> {
  const first = commands.findIndex(({ kind }) => kind === "dispatch");
  if (first < 0 || !device.features.has("timestamp-query")) return null;
  const lastStart = lastPassStart(commands);
  const querySet = device.createQuerySet({ type: "timestamp", count: 2 });
  const bytes = 2 * bytesPerTime;
  const resolved = device.createBuffer({ size: bytes, usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC });
  const staging = device.createBuffer({ size: bytes, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
  try {
    for (let run = 0; run < runs; run++) {
      for (let from = 0; from < commands.length; from += commandsPerSubmit) {
        const to = Math.min(commands.length, from + commandsPerSubmit);
        const stamps = (firstCommand: number): GPUComputePassTimestampWrites | undefined => {
          const begins = run === 0 && firstCommand === first;
          const ends = run === runs - 1 && firstCommand >= lastStart && to === commands.length;
          if (!begins && !ends) return undefined;
          return { querySet, ...(begins && { beginningOfPassWriteIndex: 0 }), ...(ends && { endOfPassWriteIndex: 1 }) };
        };
        device.queue.submit([encode(device, commands, from, to, stamps)]);
      }
    }
    const encoder = device.createCommandEncoder();
    encoder.resolveQuerySet(querySet, 0, 2, resolved, 0);
    encoder.copyBufferToBuffer(resolved, 0, staging, 0, bytes);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    const [begin = 0n, end = 0n] = new BigUint64Array(staging.getMappedRange());
    // Drivers that reset their clock give times that run backwards.
    return begin === 0n || end <= begin ? null : Number(end - begin) / nanosecondsPerMs / runs;
  } finally {
    querySet.destroy();
    resolved.destroy();
    staging.destroy();
  }
}
