import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import type { Bundle } from "../../src/engine/bundle/bundle.js";
import { toFloat32 } from "../../src/engine/bundle/floats.js";
import { Graph } from "../../src/engine/runtime/graph.js";
import { bytesOf } from "../../src/engine/parts/linear.js";
import {
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProto_DataLocation,
  TensorProto_DataType as DataType,
  ValueInfoProtoSchema,
  type ModelProto,
} from "../../src/engine/runtime/onnx_pb.js";
import { addDense, weightsOf } from "./denseGraph.js";

/**
 * The dense model as an exporter would write it, one file in fp32: input_ids, attention_mask and, where it has token types,
 * token_type_ids (1 × T, int64) to logits. The mask is taken and not looked at: one text has no padding. Of BERT, RoBERTa or DistilBERT.
 */
export function inputGraph(bundle: Bundle): Uint8Array {
  const { plan } = bundle;
  const { prefix, shape } = plan.blueprint;
  const graph = new Graph();
  const find = (part: string) => bundle.tensors.get(`${prefix}.embeddings.${part}`);
  const table = (part: string) => {
    const tensor = find(part);
    if (!tensor) throw new Error(`the bundle has no ${prefix}.embeddings.${part}`);
    return graph.weight(part, "float", tensor.shape, bytesOf(toFloat32(tensor)));
  };
  const first = graph.constant([0n]);
  const rows = (input: string, part: string) =>
    graph.node("Gather", [table(`${part}_embeddings.weight`), graph.node("Squeeze", [input, first])]);
  const length = graph.node("Shape", [graph.node("Squeeze", ["input_ids", first])]);
  const begin = (find("position_embeddings.weight")?.shape[0] ?? 0) - shape.maxTokens; // RoBERTa's first rows are no places
  const from = graph.constant([BigInt(begin)]);
  const places = graph.node("Slice", [
    table("position_embeddings.weight"),
    from,
    graph.node("Add", [length, from]),
    first,
  ]);
  const typed = find("token_type_embeddings.weight") !== undefined;
  const words = rows("input_ids", "word");
  const sum = graph.node("Add", [
    typed ? graph.node("Add", [words, rows("token_type_ids", "token_type")]) : words,
    places,
  ]);
  const norm = [sum, table("LayerNorm.weight"), table("LayerNorm.bias")];
  const h = graph.node("LayerNormalization", norm, { axis: -1n, epsilon: 1e-12 });
  addDense(plan, graph, weightsOf(bundle, "fp32"), h, { predictors: false });
  const built = graph.build({}, { logits: [1, plan.labels] });
  return inline(
    fromBinary(ModelProtoSchema, built.model),
    new Map(built.weights.map(({ path, data }) => [path, data])),
    ["input_ids", "attention_mask", ...(typed ? ["token_type_ids"] : [])],
  );
}

/** Weights go into the file, and the inputs are named. */
function inline(model: ModelProto, weights: ReadonlyMap<string, Uint8Array>, inputs: readonly string[]): Uint8Array {
  const graph = model.graph;
  if (!graph) throw new Error("a model has a graph");
  for (const tensor of graph.initializer) {
    const data = weights.get(tensor.name);
    if (!data) continue;
    tensor.rawData = data;
    tensor.externalData = [];
    tensor.dataLocation = TensorProto_DataLocation.DEFAULT;
  }
  const dim = ["batch", "T"].map((name) => ({ value: { case: "dimParam" as const, value: name } }));
  for (const name of inputs)
    graph.input.push(
      create(ValueInfoProtoSchema, {
        name,
        type: { value: { case: "tensorType", value: { elemType: DataType.INT64, shape: { dim } } } },
      }),
    );
  // An input that nothing reads would be dropped, and then refused when it is given.
  graph.node.push(
    create(NodeProtoSchema, { opType: "Identity", input: ["attention_mask"], output: ["mask"], name: "mask" }),
  );
  return toBinary(ModelProtoSchema, model);
}
