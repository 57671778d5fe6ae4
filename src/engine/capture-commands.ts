/** What a recorded step tells the device to do, in order, and how it is said again. */
export interface Dispatch {
  readonly kind: "dispatch";
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

interface Copy {
  readonly kind: "copy";
  readonly source: GPUBuffer;
  readonly sourceOffset: number;
  readonly target: GPUBuffer;
  readonly targetOffset: number;
  readonly size: number;
}

interface Clear {
  readonly kind: "clear";
  readonly buffer: GPUBuffer;
  readonly offset: number;
  readonly size: number;
}

export type Command = Dispatch | Copy | Clear;

/** An encoder that only notes what it is asked for. It knows what tfjs and our kernels use; anything else throws. */
export function createNotingEncoder(note: (command: Command) => void): GPUCommandEncoder {
  const encoder: Pick<GPUCommandEncoder, "beginComputePass" | "clearBuffer" | "finish"> & {
    copyBufferToBuffer(source: GPUBuffer, sourceOffset: number, target: GPUBuffer, targetOffset: number, size: number): void;
  } = {
    beginComputePass: () => createNotingPass(note),
    copyBufferToBuffer(source, sourceOffset, target, targetOffset, size) {
      note({ kind: "copy", source, sourceOffset, target, targetOffset, size });
    },
    clearBuffer(buffer, offset = 0, size = buffer.size - offset) {
      note({ kind: "clear", buffer, offset, size });
    },
    finish: () => ({}) as GPUCommandBuffer, // submitting it is intercepted
  };
  return encoder as GPUCommandEncoder; // in part, see above
}

function createNotingPass(note: (command: Command) => void): GPUComputePassEncoder {
  let pipeline: GPUComputePipeline | undefined;
  let group: GPUBindGroup | undefined;
  const pass: Pick<GPUComputePassEncoder, "setPipeline" | "dispatchWorkgroups"> & {
    setBindGroup(index: number, bindGroup: GPUBindGroup): void;
    end(): void;
  } = {
    setPipeline(set) {
      pipeline = set;
    },
    setBindGroup(index, bindGroup) {
      if (index !== 0) throw new Error(`only bind group 0 can be recorded, got ${index}`);
      group = bindGroup;
    },
    dispatchWorkgroups(x, y = 1, z = 1) {
      if (pipeline === undefined || group === undefined) throw new Error("a dispatch came before its pipeline or bind group");
      note({ kind: "dispatch", pipeline, group, x, y, z });
    },
    end() {},
  };
  return pass as GPUComputePassEncoder; // in part, see above
}

/** Where the pass begins in which the last dispatch lies. */
export function lastPassStart(commands: readonly Command[]): number {
  const last = commands.findLastIndex(({ kind }) => kind === "dispatch");
  return commands.slice(0, last + 1).findLastIndex(({ kind }) => kind !== "dispatch") + 1;
}

/**
 * Encodes commands [from, to) with as few passes as there are copies in between.
 * @param stamps when a pass that begins with a certain command is to write down the device's time
 */
export function encode(
  device: GPUDevice,
  commands: readonly Command[],
  from: number,
  to: number,
  stamps: (firstCommand: number) => GPUComputePassTimestampWrites | undefined = () => undefined,
): GPUCommandBuffer {
  const encoder = device.createCommandEncoder();
  let pass: GPUComputePassEncoder | null = null;
  let pipeline: GPUComputePipeline | null = null;
  for (let i = from; i < to; i++) {
    const command = commands[i] as Command; // i is below the length
    if (command.kind === "dispatch") {
      if (pass === null) {
        const timestampWrites = stamps(i);
        pass = encoder.beginComputePass(timestampWrites === undefined ? {} : { timestampWrites });
        pipeline = null;
      }
      if (command.pipeline !== pipeline) {
        pipeline = command.pipeline;
        pass.setPipeline(pipeline);
      }
      pass.setBindGroup(0, command.group);
      pass.dispatchWorkgroups(command.x, command.y, command.z);
      continue;
    }
    pass?.end();
    pass = null;
    if (command.kind === "copy") {
      encoder.copyBufferToBuffer(command.source, command.sourceOffset, command.target, command.targetOffset, command.size);
    } else encoder.clearBuffer(command.buffer, command.offset, command.size);
  }
  pass?.end();
  return encoder.finish();
}
