/** How the matrix of a linear lies in a file: a table, of which the first form holds whose tensors are there. */
import type { LinearSizes } from "../../run/checkReport.js";
import type { TensorShapes, Tensors } from "../architectures/architecture.js";

/** One form. Matrices are out × into, as PyTorch saves them; a row goes through them in their order, and the bias comes last. */
interface LinearForm {
  /** Tensors of a linear by its name, without ".weight". */
  matrices(name: string): readonly string[];
  /** The shapes that they must have for the linear to be out × into, where they have these; or why they are refused. */
  shapes(
    whole: readonly [out: number, into: number],
    found: readonly (readonly number[])[],
  ): (readonly number[])[] | string;
}

const whole: LinearForm = {
  matrices: (name) => [`${name}.weight`],
  shapes: (shape) => [shape],
};

/** Two factors, rank × into and out × rank. */
const factors: LinearForm = {
  matrices: (name) => [`${name}.factors.0.weight`, `${name}.factors.1.weight`],
  shapes([out, into], [[rank = 0] = []]) {
    const even = (out * into) / (out + into);
    if (rank >= 1 && rank < even)
      return [
        [rank, into],
        [out, rank],
      ];
    return `factors of rank ${rank}, and those of a ${out} × ${into} matrix save work at ranks of 1 to ${Math.ceil(even) - 1} alone`;
  },
};

const forms: readonly LinearForm[] = [whole, factors];

/** The form of the linear of this name; where none of its tensors are there, the whole matrix, which will be missed. */
function formOf(has: (tensor: string) => boolean, name: string): LinearForm {
  return forms.find((form) => form.matrices(name).every(has)) ?? whole;
}

/** The names of its matrices, first the one that a row meets first. */
export function matricesOf(has: (tensor: string) => boolean, name: string): readonly string[] {
  return formOf(has, name).matrices(name);
}

/** Its matrices with the shapes that they must have, or why they are refused. */
export function matrixShapes(
  shapeOf: (tensor: string) => readonly number[] | undefined,
  name: string,
  shape: readonly [out: number, into: number],
): TensorShapes | string {
  const form = formOf((tensor) => shapeOf(tensor) !== undefined, name);
  const names = form.matrices(name);
  const shapes = form.shapes(
    shape,
    names.map((tensor) => shapeOf(tensor) ?? []),
  );
  return typeof shapes === "string" ? shapes : names.map((tensor, i) => [tensor, shapes[i] ?? []] as const);
}

/** A linear as it lies in the file. */
export function sizesOf(tensors: Tensors, name: string): LinearSizes {
  const found = matricesOf((tensor) => tensors.has(tensor), name).flatMap((tensor) => tensors.get(tensor) ?? []);
  const shapes = found.map(({ shape: [out = 0, into = 0] }) => ({ out, into }));
  const [first = { out: 0, into: 0 }] = shapes;
  return {
    out: shapes.at(-1)?.out ?? 0,
    into: first.into,
    rank: shapes.length === 1 ? null : first.out,
    flops: shapes.reduce((sum, { out, into }) => sum + 2 * out * into, 0),
    bytes: found.reduce((sum, { bytes }) => sum + bytes.length, 0),
  };
}

/** FLOPs of one row that its form saves: those of the whole matrix less its own. */
export function savedFlops(tensors: Tensors, name: string): number {
  const { out, into, flops } = sizesOf(tensors, name);
  return 2 * out * into - flops;
}
