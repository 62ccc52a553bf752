import type { LayerCost } from "../../run/cost.js";
import type { Semantics } from "../../run/semantics.js";
import { linearsOf, type Blueprint, type Tensors, type TensorShapes } from "../architectures/architecture.js";
import { savedFlops } from "../parts/linearForms.js";
import type { Policy } from "../policies/policy.js";
import type { Task } from "../tasks/task.js";

/**
 * A model as stages with sites between them, at which the policy says which rows go on: before the layers, [embed, score 0] site
 * [layer 0, score 1] site … [layer L-1, head]; or inside them, [embed, attend 0, score 0] site [feed 0, attend 1, score 1] site …
 * [feed L-1, head].
 */
export interface Plan {
  blueprint: Blueprint;
  policy: Policy;
  /** What becomes of a token that the policy skims. */
  semantics: Semantics;
  pooling: "cls" | "mean";
  labels: number;
  task: Task;
  /** What each layer costs, in the form in which its linears lie in the file. */
  cost: LayerCost[];
}

/** A plan before its weights were seen. */
export type Sketch = Omit<Plan, "cost">;

/** Every tensor that a model needs, by its name, with its shape. */
export function tensorShapes({ blueprint, policy, labels }: Sketch): TensorShapes {
  const { shape, layers, head, stem } = blueprint;
  return [
    ...blueprint.tensors,
    ...layers.flatMap((layer, l) => [...layer.tensors, ...policy.tensors(shape, stem, l)]),
    ...head.tensors,
    [`${head.classifier}.weight`, [labels, shape.hidden]],
    [`${head.classifier}.bias`, [labels]],
  ];
}

/** The linears that tokens go through, layer by layer, and then those that score them; each once. */
export function linearsOfLayers({ blueprint: { shape, stem, layers }, policy }: Sketch): string[] {
  const ofLayers = layers.flatMap(({ linears: { project, hear, feed } }) => [...project, ...hear, ...feed]);
  return [...new Set([...ofLayers, ...layers.flatMap((_, l) => linearsOf(policy.tensors(shape, stem, l)))])];
}

/** What each layer costs with these weights: the plain layer less what the forms of its linears save. */
export function costs({ blueprint, policy, semantics }: Sketch, tensors: Tensors): LayerCost[] {
  const { shape, stem, layers } = blueprint;
  const matching = policy.matching?.(shape);
  const all = semantics === "official" ? ({ all: true } as const) : {};
  const savedBy = (names: readonly string[]) => names.reduce((sum, name) => sum + savedFlops(tensors, name), 0);
  return layers.map(({ cost, feeding, linears }, l) => {
    const projected = savedBy(linears.project);
    const fed = savedBy(linears.feed);
    const saved = projected + savedBy(linears.hear) + fed;
    return {
      ...cost,
      perToken: cost.perToken - saved,
      ...(saved === 0 ? {} : { whole: cost.perToken }),
      projecting: cost.projecting - projected,
      scoring: policy.scoring(shape) - savedBy(linearsOf(policy.tensors(shape, stem, l))),
      ...(policy.says.site === "inside" ? { feeding: feeding - fed } : {}),
      ...(matching === undefined ? {} : { matching }),
      ...all,
    };
  });
}
