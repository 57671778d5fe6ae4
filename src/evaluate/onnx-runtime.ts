/**
 * onnxruntime-web, the runtime that pages serve ONNX models with: on one thread of the processor, or on the GPU. Its code
 * is fetched when a study asks for it. On the GPU results stay there until someone reads them.
 */
import type * as Ort from "onnxruntime-web";
import { messageOf, Unsupported } from "../base/errors.ts";
import { outputNames } from "../formats/onnx/mobilebert.ts";
import type { ServingName } from "../study/serving-names.ts";
import type { Subject } from "./slope.ts";

/** Where its WebAssembly lies, for each. */
export type OnnxRuntimeFiles = Readonly<Record<ServingName, string>>;

/** A model's forward pass on one batch, ready to be repeated. */
export interface OnnxPass extends Subject {
  /** @returns the last pass's hidden states, [B · S · hidden] */
  settle(): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** Token ids, segments and mask of whole batches, [B · S] each. */
export interface OnnxBatch {
  readonly batchSize: number;
  readonly sequenceLength: number;
  readonly inputIds: Int32Array;
  readonly tokenTypeIds: Int32Array;
  readonly attentionMask: ArrayLike<number>;
}

/** A model that answers batch after batch. */
export interface OnnxModelSession {
  /** @returns every output by its name, row-major */
  predict(batch: OnnxBatch): Promise<ReadonlyMap<string, Float32Array>>;
  dispose(): Promise<void>;
}

export interface OnnxRuntime {
  /** @throws Unsupported where the device cannot run it */
  open(model: Uint8Array): Promise<OnnxModelSession>;
  /** @param ids [B · S], full sequences of one sentence. @throws Unsupported where the device cannot run it */
  createPass(model: Uint8Array, ids: Int32Array, shape: readonly [batch: number, length: number]): Promise<OnnxPass>;
}

const providers = { ortWasm: "wasm", ortWebgpu: "webgpu" } as const satisfies Record<ServingName, string>;

const libraries: Readonly<Record<ServingName, () => Promise<typeof Ort>>> = {
  ortWasm: () => import("onnxruntime-web/wasm"),
  ortWebgpu: () => import("onnxruntime-web/webgpu"),
};

/** @param load the library; a test in Node has its own way to get it */
export async function openOnnxRuntime(name: ServingName, files: OnnxRuntimeFiles | null, load = libraries[name]): Promise<OnnxRuntime> {
  const ort = await load();
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = "error";
  if (files !== null) ort.env.wasm.wasmPaths = { wasm: files[name] };
  const options: Ort.InferenceSession.SessionOptions = {
    executionProviders: [providers[name]],
    ...(name === "ortWebgpu" && { preferredOutputLocation: "gpu-buffer" }),
  };
  const sessionOf = (model: Uint8Array) =>
    ort.InferenceSession.create(model, options).catch((thrown: unknown) => {
      throw new Unsupported(`ONNX Runtime cannot run the student here: ${messageOf(thrown)}`);
    });
  const feedsOf = ({ batchSize, sequenceLength, inputIds, tokenTypeIds, attentionMask }: OnnxBatch) => {
    const tensor = (values: ArrayLike<number>) => new ort.Tensor("int64", BigInt64Array.from(Array.from(values), BigInt), [batchSize, sequenceLength]);
    return { input_ids: tensor(inputIds), attention_mask: tensor(attentionMask), token_type_ids: tensor(tokenTypeIds) };
  };
  return {
    async open(model) {
      const session = await sessionOf(model);
      return {
        async predict(batch) {
          const outputs = new Map<string, Float32Array>();
          for (const [name, result] of Object.entries(await session.run(feedsOf(batch)))) {
            outputs.set(name, Float32Array.from(await result.getData(), Number));
            result.dispose();
          }
          return outputs;
        },
        dispose: () => session.release(),
      };
    },
    async createPass(model, inputIds, [batchSize, sequenceLength]) {
      const session = await sessionOf(model);
      const tokenTypeIds = new Int32Array(inputIds.length);
      const attentionMask = new Int32Array(inputIds.length).fill(1);
      const feeds = feedsOf({ batchSize, sequenceLength, inputIds, tokenTypeIds, attentionMask });
      // One pass begins when the one before has ended: a session does one thing at a time.
      let last: Promise<Ort.Tensor | undefined> = Promise.resolve(undefined);
      return {
        run() {
          last = last.then(async (before) => {
            before?.dispose();
            return (await session.run(feeds))[outputNames.features];
          });
        },
        async settle() {
          const result = await last;
          if (result === undefined) throw new Error("there was no pass");
          return Float32Array.from(await result.getData(), Number);
        },
        async dispose() {
          (await last)?.dispose();
          await session.release();
        },
      };
    },
  };
}
