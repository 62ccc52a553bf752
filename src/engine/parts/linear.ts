import type { Backend, Precision } from "../../run/run.js";
import type { Tensors } from "../architectures/architecture.js";
import { toFloat32 } from "../bundle/floats.js";
import type { Graph } from "../runtime/graph.js";
import { matricesOf } from "./linearForms.js";
import { quantizeWeight } from "./quantize.js";

/** What the graphs are made from. */
export interface Weights {
  tensors: Tensors;
  precision: Precision;
  /** Linears (tensor names without ".weight") that int8 leaves in fp32. */
  fp32Linears: readonly string[];
  /** Absent = WASM. */
  backend?: Backend;
}

/** Activations that enter linears, T × into; in eight bits too once an int8 linear asks for them. */
export interface Activations {
  value: string;
  eight?: { q: string; scale: string; lo: string };
}

/** A vector (bias, norm) or an out × into matrix of the bundle as an initializer; F32 bytes are used where they lie. */
export function parameter(graph: Graph, { tensors }: Weights, name: string): string {
  const tensor = tensors.get(name);
  if (!tensor) throw new RangeError(`the bundle has no ${name}`); // openBundle has checked every name
  return graph.weight(name, "float", tensor.shape, tensor.dtype === "F32" ? tensor.bytes : bytesOf(toFloat32(tensor)));
}

/** The weight and, where it has one, the bias of this name. */
export function weightAndBias(graph: Graph, weights: Weights, name: string): string[] {
  const parts = ["weight", "bias"].map((part) => `${name}.${part}`);
  return parts.filter((part, i) => i === 0 || weights.tensors.has(part)).map((part) => parameter(graph, weights, part));
}

/** One matrix that rows go through on their way through a linear, which may be several; the last has the bias. */
interface Matrix {
  weight: string;
  bias: string | null;
}

/** The matrices of a linear, in the form in which they lie in the file. */
function matrices({ tensors }: Weights, name: string): [first: Matrix, ...then: Matrix[]] {
  const names = matricesOf((tensor) => tensors.has(tensor), name);
  const bias = tensors.has(`${name}.bias`) ? `${name}.bias` : null;
  const all = names.map((weight, i) => ({ weight, bias: i === names.length - 1 ? bias : null }));
  return all as [Matrix, ...Matrix[]];
}

/** x Wᵀ + b, T × out, always in fp32. */
export function linear32(graph: Graph, weights: Weights, name: string, x: string, output?: string): string {
  const all = matrices(weights, name);
  return all.reduce(
    (y, matrix, i) => product32(graph, weights, matrix, y, i === all.length - 1 ? output : undefined),
    x,
  );
}

function product32(graph: Graph, weights: Weights, { weight, bias }: Matrix, x: string, output?: string): string {
  const inputs = [weight, ...(bias === null ? [] : [bias])].map((name) => parameter(graph, weights, name));
  // transB: PyTorch saves out × into. The runtime packs the matrix at load: measured as fast as MatMul on a transposed copy, and no copy.
  return graph.node("Gemm", [x, ...inputs], { transB: 1n }, output);
}

/**
 * Several linears on the same activations, each T × out. In int8 they share one q: an affine scale a token,
 * s = (max - lo) / 255 (1 where that is 0), q = round_half_even((x - lo) / s), and weights as quantize.ts says, so
 * y = s s_w (q W_q) + lo s_w colsum(W_q) + b. What enters a second factor has a q of its own. Those of `fp32Linears` stay in fp32.
 */
export function linears(graph: Graph, weights: Weights, names: string[], x: Activations): string[] {
  const { precision, fp32Linears } = weights;
  const isEight = (name: string) => precision === "int8" && !fp32Linears.includes(name);
  const eight = names.filter(isEight);
  const firsts = eight.map((name) => matrices(weights, name)[0]);
  const entered = new Map(eight.length === 0 ? [] : zip(eight, products8(graph, weights, firsts, x)));
  return names.map((name) => {
    const first = entered.get(name);
    if (first === undefined) return linear32(graph, weights, name, x.value);
    const [, ...then] = matrices(weights, name);
    return then.reduce((value, matrix) => products8(graph, weights, [matrix], { value })[0] ?? "", first);
  });
}

export function linear(graph: Graph, weights: Weights, name: string, x: Activations): string {
  return linears(graph, weights, [name], x)[0] ?? "";
}

/** One matrix product for all of them: their weights lie side by side. */
function products8(graph: Graph, { tensors }: Weights, all: Matrix[], x: Activations): string[] {
  const parts = all.map(({ weight, bias }) => {
    const tensor = tensors.get(weight);
    const added = bias === null ? undefined : tensors.get(bias);
    if (!tensor) throw new RangeError(`the bundle has no ${weight}`);
    const [out = 0, into = 0] = tensor.shape;
    return { out, into, bias: added ? toFloat32(added) : [], ...quantizeWeight(toFloat32(tensor), out, into) };
  });
  const into = parts[0]?.into ?? 0;
  const out = parts.reduce((sum, p) => sum + p.out, 0);
  const values = new Int8Array(into * out);
  const scale = new Float32Array(out);
  const affine = new Float32Array(2 * out); // row 0 × lo + row 1 × 1: the lowest activation's share, and the bias
  let at = 0;
  for (const p of parts) {
    for (let i = 0; i < into; i++) values.set(p.values.subarray(i * p.out, (i + 1) * p.out), i * out + at);
    scale.set(p.scale, at);
    affine.set(p.offset, at);
    affine.set(p.bias, out + at);
    at += p.out;
  }
  const name = all.map(({ weight }) => weight).join("+");
  const w = graph.weight(`${name}.int8`, "int8", [into, out], bytesOf(values));
  const s = graph.weight(`${name}.scale`, "float", [out], bytesOf(scale));
  const c = graph.weight(`${name}.affine`, "float", [2, out], bytesOf(affine));
  const a = eightBits(graph, x);
  // MatMulIntegerToFloat multiplies by s_w on the product's way out; its own scale of the left side is one for all tokens.
  const product = graph.node("MatMulIntegerToFloat", [a.q, w, graph.constant([1], []), s]);
  const y = graph.node("Gemm", [a.lo, c, graph.node("Mul", [product, a.scale])]);
  if (parts.length === 1) return [y];
  const sizes = graph.constant(parts.map((p) => BigInt(p.out)));
  return graph.split("Split", [y, sizes], { axis: 1n }, parts.length);
}

/** q (uint8, T × into), scale (T × 1), lo (T × 2: the lowest activation, and 1). */
function eightBits(graph: Graph, x: Activations): { q: string; scale: string; lo: string } {
  if (x.eight) return x.eight;
  const one = graph.constant([1], []);
  const low = graph.node("ReduceMin", [x.value], { axes: [-1n] });
  const range = graph.node("Sub", [graph.node("ReduceMax", [x.value], { axes: [-1n] }), low]);
  const step = graph.node("Div", [range, graph.constant([255], [])]);
  const flat = graph.node("Equal", [step, graph.constant([0], [])]);
  const scale = graph.node("Where", [flat, one, step]);
  const scales = graph.node("Squeeze", [scale, graph.constant([1n])]);
  // Rounds half to even and saturates; no zero point means an unsigned result.
  const q = graph.node("QuantizeLinear", [graph.node("Sub", [x.value, low]), scales], { axis: 0n });
  const lo = graph.node("Concat", [low, graph.node("Div", [scale, scale])], { axis: 1n });
  return (x.eight = { q, scale, lo });
}

function zip<A, B>(a: A[], b: B[]): [A, B][] {
  return a.map((x, i) => [x, b[i] as B]);
}

export function bytesOf(array: Float32Array | Int32Array | Int8Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
