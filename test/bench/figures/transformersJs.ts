import { existsSync } from "node:fs";
import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { baseSized, bundle, folderOf, textOf, type BaseSized } from "../bundles.js";
import { comparedRuntime, requireCompared } from "../compared.js";
import { DenseModel } from "../denseGraph.js";
import { engine, flopsGain, skim, thresholdsFor } from "../engineRun.js";
import type { Figure } from "../figure.js";
import { inputGraph } from "../inputGraph.js";
import { interleave, ratio, spread } from "../timing.js";

const home = "out/bench/models";

/** What is used of Transformers.js; its own types come with it only, and it is not there where types are checked. */
interface TransformersJs {
  env: { allowRemoteModels: boolean; localModelPath: string };
  pipeline: (
    task: "text-classification",
    model: string,
    options: { dtype: string; device: string },
  ) => Promise<Pipeline>;
}
interface Pipeline {
  (text: string): Promise<unknown>;
  dispose(): Promise<unknown>;
}

/** Where a web developer would start. */
export const transformersJs: Figure = {
  name: "transformersJs",
  title: "skimmed fp32, our engine / the same model dense in Transformers.js, both WASM",
  notes: [
    "Transformers.js reads a folder that we write: the bundle's tokenizer and one ONNX graph from ids to logits, made of the engine's own (fused) parts, fp32, so its runtime has no worse a graph than ours. It runs on the onnxruntime-web that it pins, in its plain WASM build.",
    "`dense` is that graph without its embeddings in our runtime.",
  ],
  async *measure({ threads, ...timing }) {
    const pipeline = await openPipelines(threads);
    for (const name of ["sst2", "issues"] as const) {
      await writeFolder(name);
      const theirs = await pipeline(name);
      const ours = await engine(name, "fp32", threads);
      const dense = await DenseModel.load(await bundle(name), "fp32", { predictors: false });
      for (const tokens of [32, 128, 512]) {
        const text = await textOf(name, tokens);
        const times = await interleave(
          { ours: () => skim(ours, text), dense: () => dense.run(text), theirs: () => theirs(text) },
          timing,
        );
        yield {
          on: `${name}, ${tokens} tokens`,
          value: ratio(times.ours, times.theirs),
          parts: {
            "skimmed ms": spread(times.ours).median,
            "dense ms": spread(times.dense).median,
            "Transformers.js ms": spread(times.theirs).median,
          },
        };
      }
      await theirs.dispose();
      for (const side of [ours, dense]) await side.dispose();
    }
  },
};

/** The same of other architectures, in the sizes that most people have. */
export const transformersJsBase: Figure = {
  name: "transformersJsBase",
  title: "the same with random weights of base size (12 × 768; DistilBERT 6 × 768)",
  notes: [
    "Skimmed at thresholds that keep 85 % of the living at each layer. The weights are written by models/train/base_size.py: PYTHON names the Python to take.",
  ],
  async *measure({ threads, ...timing }) {
    const pipeline = await openPipelines(threads);
    for (const name of baseSized) {
      await writeFolder(name);
      const theirs = await pipeline(name);
      const ours = await engine(name, "fp32", threads);
      for (const tokens of [32, 128, 512]) {
        const text = await textOf(name, tokens);
        const threshold = await thresholdsFor(ours, text, 0.85);
        const gain = flopsGain(ours, await skim(ours, text, threshold));
        const sides = { ours: () => skim(ours, text, threshold), theirs: () => theirs(text) };
        const times = await interleave(sides, timing);
        yield {
          on: `${name}, ${tokens} tokens`,
          value: ratio(times.ours, times.theirs),
          parts: {
            "FLOPs gain": gain,
            "skimmed ms": spread(times.ours).median,
            "Transformers.js ms": spread(times.theirs).median,
          },
        };
      }
      await theirs.dispose();
      await ours.dispose();
    }
  },
};

/** Transformers.js on WASM in Node: it takes native ONNX Runtime there, unless it is handed another one before it is loaded. */
async function openPipelines(threads: number): Promise<(name: string) => Promise<Pipeline>> {
  const dist = comparedRuntime();
  const ort = (await import(pathToFileURL(`${dist}/ort.node.min.mjs`).href)) as typeof import("onnxruntime-web");
  ort.env.wasm.numThreads = threads;
  ort.env.wasm.wasmPaths = pathToFileURL(`${dist}/`).href; // or else it asks a CDN
  Object.assign(globalThis, { [Symbol.for("onnxruntime")]: ort });
  const { env, pipeline } = requireCompared("@huggingface/transformers") as TransformersJs;
  env.allowRemoteModels = false;
  env.localModelPath = resolve(home);
  return (name) => pipeline("text-classification", name, { dtype: "fp32", device: "auto" });
}

/** The folder that Transformers.js opens. */
async function writeFolder(name: "sst2" | "issues" | BaseSized): Promise<void> {
  const from = folderOf(name);
  const folder = `${home}/${name}`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(`${folder}/onnx`, { recursive: true });
  for (const file of ["config.json", "tokenizer.json"]) await copyFile(`${from}/${file}`, `${folder}/${file}`);
  const settings = "tokenizer_config.json";
  if (existsSync(`${from}/${settings}`)) await copyFile(`${from}/${settings}`, `${folder}/${settings}`);
  else {
    const tokenizer = { tokenizer_class: "BertTokenizer", model_max_length: 512 };
    await writeFile(`${folder}/${settings}`, JSON.stringify(tokenizer));
  }
  await writeFile(`${folder}/onnx/model.onnx`, inputGraph(await bundle(name)));
}
