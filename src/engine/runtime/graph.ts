import { create, toBinary } from "@bufbuild/protobuf";
import {
  AttributeProto_AttributeType as AttributeType,
  AttributeProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProto_DataLocation,
  TensorProto_DataType as DataType,
  TensorProtoSchema,
  ValueInfoProtoSchema,
  type AttributeProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from "./onnx_pb.js";

/** A graph as ONNX Runtime takes it: the model's bytes, and the weights that it names, which are views and never copied here. */
export interface BuiltGraph {
  model: Uint8Array;
  weights: { path: string; data: Uint8Array }[];
}

/** Sizes of a value; a string is a free one. */
export type Dims = (number | string)[];

/** Numbers are floats, bigints are integers. */
type Attributes = Record<string, number | bigint | bigint[]>;

/** Operators of ONNX Runtime's own that the graphs use; all others are ONNX's. */
const fused = new Set(["MultiHeadAttention", "SkipLayerNormalization", "Gelu", "FastGelu", "MatMulIntegerToFloat"]);

const elementTypes = { float: DataType.FLOAT, int8: DataType.INT8, int32: DataType.INT32, int64: DataType.INT64 };

/** Builds one ONNX graph. Values are known by their names, which are the strings that every method gives and takes; "" = absent. */
export class Graph {
  private readonly nodes: NodeProto[] = [];
  private readonly initializers = new Map<string, TensorProto>();
  private readonly weights = new Map<string, Uint8Array>();

  /** Adds a node and gives its one output, or the output's given name. */
  node(op: string, inputs: string[], attributes: Attributes = {}, output = `v${this.nodes.length}`): string {
    this.add(op, inputs, attributes, [output]);
    return output;
  }

  /** Adds a node with `count` outputs. */
  split(op: string, inputs: string[], attributes: Attributes, count: number): string[] {
    const outputs = Array.from({ length: count }, (_, i) => `v${this.nodes.length}_${i}`);
    this.add(op, inputs, attributes, outputs);
    return outputs;
  }

  /** A large initializer: its bytes stay where they are, and the runtime reads them there by the initializer's name. */
  weight(name: string, type: keyof typeof elementTypes, dims: readonly number[], bytes: Uint8Array): string {
    if (!this.initializers.has(name)) {
      const entry = (key: string, value: string) => ({ key, value });
      const externalData = [entry("location", name), entry("offset", "0"), entry("length", String(bytes.length))];
      const dataLocation = TensorProto_DataLocation.EXTERNAL;
      const tensor = { name, dataType: elementTypes[type], dims: dims.map(BigInt), externalData, dataLocation };
      this.initializers.set(name, create(TensorProtoSchema, tensor));
      this.weights.set(name, bytes);
    }
    return name;
  }

  /** A small initializer inside the model: floats, or integers (axes, shapes, sizes). No dims = one number. */
  constant(values: number[] | bigint[], dims: readonly number[] = [values.length]): string {
    const whole = typeof values[0] === "bigint";
    const name = `c_${whole ? "i" : "f"}_${dims.join("x")}_${values.join("_")}`;
    if (!this.initializers.has(name)) {
      const data = whole ? { int64Data: values as bigint[] } : { floatData: values as number[] };
      const dataType = whole ? DataType.INT64 : DataType.FLOAT;
      this.initializers.set(name, create(TensorProtoSchema, { name, dataType, dims: dims.map(BigInt), ...data }));
    }
    return name;
  }

  /**
   * The graph from its inputs to its outputs, all float but the inputs `indices`, which are int32; a dim that is a string is free,
   * and the same wherever it stands.
   */
  build(inputs: Record<string, Dims>, outputs: Record<string, Dims>, indices: Record<string, Dims> = {}): BuiltGraph {
    const values = (of: Record<string, Dims>, type = DataType.FLOAT) =>
      Object.entries(of).map(([name, dims]) => valueInfo(name, type, dims));
    const model = create(ModelProtoSchema, {
      irVersion: 8n,
      producerName: "transkimmer",
      opsetImport: [
        { domain: "", version: 17n }, // the first that has LayerNormalization
        { domain: "com.microsoft", version: 1n },
      ],
      graph: {
        name: "skim",
        node: this.nodes,
        initializer: [...this.initializers.values()],
        input: [...values(inputs), ...values(indices, DataType.INT32)],
        output: values(outputs),
      },
    });
    return {
      model: toBinary(ModelProtoSchema, model),
      weights: [...this.weights].map(([path, data]) => ({ path, data })),
    };
  }

  private add(opType: string, input: string[], attributes: Attributes, output: string[]): void {
    const attribute = Object.entries(attributes).map(([name, value]) => toAttribute(name, value));
    const domain = fused.has(opType) ? "com.microsoft" : "";
    this.nodes.push(
      create(NodeProtoSchema, { opType, domain, input, output, attribute, name: `n${this.nodes.length}` }),
    );
  }
}

function toAttribute(name: string, value: number | bigint | bigint[]): AttributeProto {
  if (typeof value === "number") return create(AttributeProtoSchema, { name, type: AttributeType.FLOAT, f: value });
  if (typeof value === "bigint") return create(AttributeProtoSchema, { name, type: AttributeType.INT, i: value });
  return create(AttributeProtoSchema, { name, type: AttributeType.INTS, ints: value });
}

function valueInfo(name: string, elemType: DataType, dims: Dims): ValueInfoProto {
  const dim = dims.map((d) =>
    typeof d === "number"
      ? { value: { case: "dimValue" as const, value: BigInt(d) } }
      : { value: { case: "dimParam" as const, value: d } },
  );
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: "tensorType", value: { elemType, shape: { dim } } } },
  });
}
