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
 * The dense model as an exporter would write it, one file in fp32: input_ids, attention_mask, token_type_ids (1 × T, int64) to
 * logits. The mask is taken and not looked at: one text has no padding.
 */
export function inputGraph(bundle: Bundle): Uint8Array {
  const { plan } = bundle;
  const { vocab, maxTokens, hidden: H } = plan.blueprint.shape;
  const graph = new Graph();
  const table = (part: string, dims: number[]) => {
    const tensor = bundle.tensors.get(`bert.embeddings.${part}`);
    if (!tensor) throw new Error(`the bundle has no bert.embeddings.${part}`);
    return graph.weight(part, "float", dims, bytesOf(toFloat32(tensor)));
  };
  const first = graph.constant([0n]);
  const rows = (input: string, part: string, count: number) =>
    graph.node("Gather", [table(`${part}_embeddings.weight`, [count, H]), graph.node("Squeeze", [input, first])]);
  const length = graph.node("Shape", [graph.node("Squeeze", ["input_ids", first])]);
  const places = graph.node("Slice", [table("position_embeddings.weight", [maxTokens, H]), first, length, first]);
  const words = graph.node("Add", [rows("input_ids", "word", vocab), rows("token_type_ids", "token_type", 2)]);
  const sum = graph.node("Add", [words, places]);
  const norm = [sum, table("LayerNorm.weight", [H]), table("LayerNorm.bias", [H])];
  const h = graph.node("LayerNormalization", norm, { axis: -1n, epsilon: 1e-12 });
  addDense(plan, graph, weightsOf(bundle, "fp32"), h, { predictors: false });
  const built = graph.build({}, { logits: [1, plan.labels] });
  return inline(
    fromBinary(ModelProtoSchema, built.model),
    new Map(built.weights.map(({ path, data }) => [path, data])),
  );
}

/** Weights go into the file, and the three inputs are named. */
function inline(model: ModelProto, weights: ReadonlyMap<string, Uint8Array>): Uint8Array {
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
  for (const name of ["input_ids", "attention_mask", "token_type_ids"])
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
