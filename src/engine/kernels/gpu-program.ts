/**
 * Runs a compute shader of our own on tfjs's WebGPU backend, between tfjs's own dispatches.
 *
 * tfjs's `runWebGPUProgram` binds one output and gives every dispatch a uniform buffer with all shapes. Here a program
 * may write several tensors, and shapes stand in its code as constants: the compiler sees the bounds of every loop,
 * nothing is uploaded, and what varies from step to step can only come from tensors. A pipeline belongs to its code, so
 * equal shapes share it.
 */
import type { TensorInfo } from "@tensorflow/tfjs-core";
import * as tf from "../tf.ts";
import type { WebGpuBackend } from "../webgpu.ts";

/** Numbers a shader reads at once; 4 needs a tensor whose size is a multiple of 4. */
export type Components = 1 | 4;

export interface Input {
  readonly name: string;
  readonly tensor: TensorInfo;
  readonly components?: Components;
}

export interface Output {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype?: "float32" | "int32";
  readonly components?: Components;
  /** Written in place instead of a new tensor; it must not be an input too. */
  readonly into?: TensorInfo;
}

export interface GpuProgram {
  readonly name: string;
  readonly inputs: readonly Input[];
  /** At most 8 bindings with the inputs, WebGPU's default limit. The program must overwrite new ones wholly. */
  readonly outputs: readonly Output[];
  /** WGSL with an entry point `main`; every binding is declared under its name and must be used. */
  readonly code: string;
  readonly workgroups: readonly [x: number, y?: number, z?: number];
}

interface Encoder extends WebGpuBackend {
  /** Knows of tensors that are windows onto larger buffers. */
  tensorToBinding(tensor: TensorInfo): GPUBindingResource;
  readonly commandEncoder: GPUCommandEncoder;
  computePassEncoder: GPUComputePassEncoder | null;
  dispatchCountInPass: number;
  makeTensorInfo(shape: readonly number[], dtype: string): TensorInfo;
}

const isEncoder = (backend: object): backend is Encoder => "pipelineCache" in backend && "dispatchCountInPass" in backend;

const elementTypes = { float32: "f32", int32: "i32", bool: "i32" } as const;

function elementType(dtype: string, components: Components): string {
  const type = Object.entries(elementTypes).find(([name]) => name === dtype)?.[1];
  if (type === undefined) throw new Error(`a shader cannot read a tensor of ${dtype}`);
  return components === 4 ? `vec4<${type}>` : type;
}

function sourceOf({ inputs, outputs, code }: GpuProgram): string {
  const declarations = [
    ...outputs.map(({ name, dtype = "float32", components = 1 }) => ({ name, access: "read_write", type: elementType(dtype, components) })),
    ...inputs.map(({ name, tensor, components = 1 }) => ({ name, access: "read", type: elementType(tensor.dtype, components) })),
  ];
  if (declarations.length > 8) throw new Error(`a shader may bind 8 buffers, got ${declarations.length}`);
  const lines = declarations.map(
    ({ name, access, type }, index) => `@group(0) @binding(${index}) var<storage, ${access}> ${name}: array<${type}>;`,
  );
  return `${lines.join("\n")}\n${code}`;
}

function pipelineOf(backend: Encoder, program: GpuProgram): GPUComputePipeline | Promise<GPUComputePipeline> {
  const code = sourceOf(program);
  const known = backend.pipelineCache[code];
  if (known !== undefined) return known;
  const module = backend.device.createShaderModule({ code, label: program.name });
  const descriptor: GPUComputePipelineDescriptor = { compute: { module, entryPoint: "main" }, label: program.name, layout: "auto" };
  const made = tf.env().getBool("WEBGPU_ENGINE_COMPILE_ONLY")
    ? backend.device.createComputePipelineAsync(descriptor)
    : backend.device.createComputePipeline(descriptor);
  backend.pipelineCache[code] = made;
  return made;
}

/** @returns the outputs, in their order */
export function runGpuProgram(backend: object, program: GpuProgram): TensorInfo[] {
  if (!isEncoder(backend)) throw new Error(`only WebGPU runs the program "${program.name}"`);
  const outputs = program.outputs.map(({ shape, dtype = "float32", into }) => into ?? backend.makeTensorInfo(shape, dtype));
  const tensors = [...outputs, ...program.inputs.map(({ tensor }) => tensor)];
  for (const { dataId } of tensors) {
    backend.uploadToGPU(dataId);
    backend.commandQueueOwnedIds.add(dataId);
  }
  const pipeline = pipelineOf(backend, program);
  // While tfjs only gathers pipelines to compile them in parallel, nothing runs.
  if (tf.env().getBool("WEBGPU_ENGINE_COMPILE_ONLY")) return outputs;
  if (pipeline instanceof Promise) throw new Error(`the program "${program.name}" is still being compiled`);
  const bindGroup = backend.device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: tensors.map((tensor, binding) => ({ binding, resource: backend.tensorToBinding(tensor) })),
  });
  backend.ensureCommandEncoderReady();
  backend.computePassEncoder ??= backend.commandEncoder.beginComputePass();
  backend.computePassEncoder.setPipeline(pipeline);
  backend.computePassEncoder.setBindGroup(0, bindGroup);
  backend.computePassEncoder.dispatchWorkgroups(...program.workgroups);
  backend.dispatchCountInPass++;
  if (backend.dispatchCountInPass >= tf.env().getNumber("WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE")) {
    backend.endComputePassEncoder();
    backend.submitQueue();
  }
  return outputs;
}
