/** The same model as one graph, as any BERT is exported: what splitting, skimming and eight bits are measured against. */
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import type { Bundle } from "../../src/engine/bundle/bundle.js";
import { Graph, type BuiltGraph } from "../../src/engine/runtime/graph.js";
import { addLayer } from "../../src/engine/plan/layerGraph.js";
import type { Plan } from "../../src/engine/plan/plan.js";
import type { Weights } from "../../src/engine/parts/linear.js";
import { ModelProtoSchema, TensorProtoSchema } from "../../src/engine/runtime/onnx_pb.js";
import { Matrix } from "../../src/engine/runtime/matrix.js";
import { Session } from "../../src/engine/runtime/session.js";
import { splitWindows } from "../../src/engine/tokenizer/windows.js";
import type { Precision } from "../../src/run/run.js";

export interface DenseOptions {
  /** Run the predictors too, and ignore what they say: the operations of the engine at threshold 0. */
  predictors: boolean;
}

/** Adds all layers and the head on h (T × H, the embedding output); gives the predictors' outputs, p0, p1, …, if there are any. */
export function addDense(
  plan: Plan,
  graph: Graph,
  weights: Weights,
  h: string,
  { predictors }: DenseOptions,
): string[] {
  const { blueprint, policy, pooling } = plan;
  const { shape, stem } = blueprint;
  const asked: string[] = [];
  for (const l of blueprint.layers.keys()) {
    if (predictors && policy.score) asked.push(policy.score.add(graph, weights, { shape, stem, layer: l }, h, `p${l}`));
    h = addLayer(plan, graph, weights, l, h);
  }
  const pooled =
    pooling === "mean"
      ? graph.node("ReduceMean", [h], { axes: [0n] })
      : graph.node("Gather", [h, graph.constant([0n])], { axis: 0n });
  blueprint.head.add(graph, weights, pooled, "logits");
  return asked;
}

/** h to logits (1 × labels), made of the engine's own parts. */
export function denseGraph(bundle: Bundle, precision: Precision, options: DenseOptions): BuiltGraph {
  const { plan } = bundle;
  const graph = new Graph();
  const asked = addDense(plan, graph, weightsOf(bundle, precision), "h", options).map((p) => [p, ["T", 1]] as const);
  const outputs = { logits: [1, plan.labels], ...Object.fromEntries(asked) };
  return graph.build({ h: ["T", plan.blueprint.shape.hidden] }, outputs);
}

export function weightsOf({ tensors, config }: Bundle, precision: Precision): Weights {
  return { tensors, precision, fp32Linears: config.fp32Linears };
}

/**
 * The graph with one scale a tensor in place of one a token: ONNX's DynamicQuantizeLinear, fused with its product as ONNX Runtime
 * fuses it. Same weights, same bias; faster, and no scheme that a predictor survives.
 */
export function scalePerTensor(built: BuiltGraph): BuiltGraph {
  const model = fromBinary(ModelProtoSchema, built.model);
  const graph = model.graph;
  if (!graph) throw new Error("a model has a graph");
  const makers = new Map(graph.node.flatMap((node) => node.output.map((name) => [name, node])));
  const made = (name: string | undefined, op: string) => {
    const node = makers.get(name ?? "");
    return node?.opType === op ? node : undefined;
  };
  const weights = [...built.weights];
  for (const node of graph.node) {
    const product = made(made(node.input[2], "Mul")?.input[0], "MatMulIntegerToFloat");
    if (node.opType !== "Gemm" || !product) continue;
    const [, w = "", , scale = ""] = product.input;
    const rounded = made(made(product.input[0], "QuantizeLinear")?.input[0], "Sub");
    const affine = graph.initializer.find(({ name }) => name === node.input[1]);
    const data = built.weights.find(({ path }) => path === affine?.name)?.data;
    const bias = `${w}.bias`;
    if (!rounded || !affine || !data) throw new Error(`${node.name} is no int8 linear of the engine's`);
    const half = data.length / 2; // row 1 of the affine term is the bias
    const externalData = [
      { key: "location", value: bias },
      { key: "offset", value: "0" },
      { key: "length", value: String(half) },
    ];
    const { dataType, dataLocation } = affine;
    const dims = affine.dims.slice(1);
    graph.initializer.push(create(TensorProtoSchema, { name: bias, dataType, dataLocation, dims, externalData }));
    weights.push({ path: bias, data: data.subarray(half) });
    Object.assign(node, {
      opType: "DynamicQuantizeMatMul",
      domain: "com.microsoft",
      input: [rounded.input[0] ?? "", w, scale, "", bias],
      attribute: [],
    });
  }
  // What nothing asks for any more goes.
  const wanted = new Set(graph.output.map(({ name }) => name));
  graph.node = graph.node
    .toReversed()
    .filter((node) => {
      const used = node.output.some((name) => wanted.has(name));
      if (used) for (const name of node.input) wanted.add(name);
      return used;
    })
    .toReversed();
  graph.initializer = graph.initializer.filter(({ name }) => wanted.has(name));
  return { model: toBinary(ModelProtoSchema, model), weights: weights.filter(({ path }) => wanted.has(path)) };
}

/** What turns a text into h, as the engine does. One window. */
export function reader(bundle: Bundle): (text: string) => Float32Array {
  const { blueprint } = bundle.plan;
  const embed = blueprint.embed(bundle.tensors);
  return (text) => embed(splitWindows(text, bundle.tokenizer, blueprint.shape.maxTokens).tokens.map(({ id }) => id));
}

/** The dense model in the engine's runtime, text to logits. */
export class DenseModel {
  private constructor(
    private readonly session: Session,
    private readonly read: (text: string) => Float32Array,
    private readonly hidden: number,
  ) {}

  static async load(
    bundle: Bundle,
    precision: Precision,
    options: DenseOptions & { perTensor?: boolean },
  ): Promise<DenseModel> {
    const built = denseGraph(bundle, precision, options);
    const session = await Session.create(options.perTensor ? scalePerTensor(built) : built);
    return new DenseModel(session, reader(bundle), bundle.plan.blueprint.shape.hidden);
  }

  async run(text: string): Promise<Float32Array> {
    const { logits } = await this.session.run({ h: Matrix.of(this.read(text), this.hidden) });
    return logits?.numbers ?? new Float32Array();
  }

  dispose(): Promise<void> {
    return this.session.release();
  }
}
