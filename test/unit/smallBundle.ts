/** A small random Transkimmer, made as a folder's files and opened as one: for tests of the engine on any sizes. */
import { openBundle, type Bundle } from "../../src/engine/bundle/bundle.js";
import { tensorShapes, type Sketch } from "../../src/engine/plan/plan.js";
import { transkimmer } from "../../src/engine/policies/transkimmer.js";
import type { TensorShapes } from "../../src/engine/architectures/architecture.js";
import { taskOf } from "../../src/engine/tasks/index.js";
import type { Semantics } from "../../src/run/semantics.js";
import { parseConfig } from "../../src/engine/bundle/config.js";
import { inMemory } from "../../src/worker/inMemory.js";

export interface SmallSizes {
  layers?: number;
  hidden?: number;
  heads?: number;
  intermediate?: number;
  maxTokens?: number;
  pooling?: "cls" | "mean";
  /** What two factors in place of each linear's matrix compute of its FLOPs; absent = all are whole. */
  factored?: number;
  fp32Linears?: string[];
  seed?: number;
  semantics?: Semantics;
  /** Absent = its own, which is transkimmer. */
  policy?: string;
  /** Of config.json, instead of what is there; undefined = not there at all. */
  config?: Record<string, unknown>;
  /** What the tensors of these names begin with, instead of what the seed says. */
  beginning?: Record<string, number[]>;
}

const words = ["the", "movie", "was", "a", "good", "bad", "long", "##ly", "un", "##fun", "time", "."];
const vocab = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ...words];

export function smallBundle(sizes: SmallSizes = {}): Promise<Bundle> {
  const { policy } = sizes;
  return openBundle(inMemory("small", smallFiles(sizes)), policy === undefined ? {} : { policy });
}

export function smallFiles(sizes: SmallSizes = {}): Record<string, Uint8Array> {
  const { layers = 4, hidden = 32, heads = 4, intermediate = 64, maxTokens = 48, pooling = "cls", seed = 1 } = sizes;
  const config = {
    model_type: "bert",
    hidden_act: "gelu",
    vocab_size: vocab.length,
    hidden_size: hidden,
    num_hidden_layers: layers,
    num_attention_heads: heads,
    intermediate_size: intermediate,
    max_position_embeddings: maxTokens,
    type_vocab_size: 2,
    layer_norm_eps: 1e-12,
    id2label: { "0": "no", "1": "yes", "2": "perhaps" },
    skim: { threshold: 0.5, pooling, fp32Linears: sizes.fp32Linears ?? [], semantics: sizes.semantics },
    ...sizes.config,
  };
  const special = (id: number, content: string) => ({ id, content, normalized: false, special: true });
  const tokenizer = {
    version: "1.0",
    added_tokens: [0, 1, 2, 3, 4].map((id) => special(id, vocab[id] ?? "")),
    normalizer: { type: "BertNormalizer", clean_text: true, handle_chinese_chars: true, lowercase: true },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: { type: "BertProcessing", sep: ["[SEP]", 3], cls: ["[CLS]", 2] },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: "[UNK]",
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocab.map((piece, id) => [piece, id])),
    },
  };
  const utf8 = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  return {
    "config.json": utf8(config),
    "tokenizer.json": utf8(tokenizer),
    "model.safetensors": safetensors(
      inFactors(tensorShapes(planOf(config)), sizes.factored),
      normal(seed),
      sizes.beginning,
    ),
  };
}

/** The same model without what makes it skim. */
export const withoutPredictors = (files: Record<string, Uint8Array>) => withoutTensors(files, /skim_predictors/);

/** The same model with other names for the tensors that have these. */
export function withoutTensors(files: Record<string, Uint8Array>, named: RegExp): Record<string, Uint8Array> {
  const bytes = files["model.safetensors"] ?? new Uint8Array();
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const text = new TextDecoder().decode(bytes.subarray(8, 8 + length));
  // Another name of the same length: where the tensors lie stays as it is.
  const other = text.replaceAll(/"[^"]+"(?=:\{"dtype)/g, (name) =>
    named.test(name) ? name.replaceAll(/[a-z]/g, "x") : name,
  );
  const header = new TextEncoder().encode(other);
  const changed = bytes.slice();
  changed.set(header, 8);
  return { ...files, "model.safetensors": changed };
}

/** As openBundle plans a folder that has predictors. */
export function planOf(json: unknown): Sketch {
  const { blueprint, semantics, pooling, labels, problemType } = parseConfig(JSON.parse(JSON.stringify(json)));
  return {
    blueprint,
    policy: transkimmer,
    semantics: semantics ?? "dropped",
    pooling,
    labels: labels.length,
    task: taskOf(problemType, labels.length),
  };
}

function inFactors(shapes: TensorShapes, share?: number): TensorShapes {
  return shapes.flatMap(([name, shape, of]): TensorShapes => {
    if (of !== "linear" || share === undefined) return [[name, shape]];
    const [out = 0, into = 0] = shape;
    const rank = Math.max(1, Math.round((share * out * into) / (out + into)));
    const factor = (i: number) => name.replace(/weight$/, `factors.${i}.weight`);
    return [
      [factor(0), [rank, into]],
      [factor(1), [out, rank]],
    ];
  });
}

/** Weights wide enough that predictors differ from token to token: about half are skimmed at threshold 0.5. */
function safetensors(shapes: TensorShapes, random: () => number, beginning: Record<string, number[]> = {}): Uint8Array {
  const header: Record<string, unknown> = {};
  const numbers: number[] = [];
  for (const [name, shape] of shapes) {
    const begin = 4 * numbers.length;
    const size = shape.reduce((a, b) => a * b, 1);
    const fanIn = shape[1] ?? 1;
    const isGamma = /(LayerNorm|predictor\.[02])\.weight$/.test(name);
    for (let i = 0; i < size; i++) {
      if (isGamma) numbers.push(1 + 0.1 * random());
      else if (shape.length === 1) numbers.push(0.1 * random());
      else if (name.includes("embeddings")) numbers.push(random());
      else numbers.push((1.5 * random()) / Math.sqrt(fanIn));
    }
    beginning[name]?.forEach((x, i) => (numbers[begin / 4 + i] = x));
    header[name] = { dtype: "F32", shape, data_offsets: [begin, 4 * numbers.length] };
  }
  const json = new TextEncoder().encode(JSON.stringify(header)); // not padded, so that the tensors lie unaligned
  const bytes = new Uint8Array(8 + json.length + 4 * numbers.length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  numbers.forEach((x, i) => view.setFloat32(8 + json.length + 4 * i, x, true));
  return bytes;
}

/** Normally distributed numbers from a seed (mulberry32, Box and Muller). */
function normal(seed: number): () => number {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}
