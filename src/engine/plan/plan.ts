import type { LayerCost } from "../../run/cost.js";
import type { Semantics } from "../../run/semantics.js";
import type { Blueprint, TensorShapes } from "../architectures/architecture.js";
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
}

/** Every tensor that a model needs, by its name, with its shape. */
export function tensorShapes({ blueprint, policy, labels }: Plan): TensorShapes {
  const { shape, layers, head, stem } = blueprint;
  return [
    ...blueprint.tensors,
    ...layers.flatMap((layer, l) => [...layer.tensors, ...policy.tensors(shape, stem, l)]),
    ...head.tensors,
    [`${head.classifier}.weight`, [labels, shape.hidden]],
    [`${head.classifier}.bias`, [labels]],
  ];
}

/** What each layer costs. */
export function costs({ blueprint, policy, semantics }: Plan): LayerCost[] {
  const scoring = policy.scoring(blueprint.shape);
  const matching = policy.matching?.(blueprint.shape);
  const all = semantics === "official" ? ({ all: true } as const) : {};
  return blueprint.layers.map(({ cost, feeding }) => ({
    ...cost,
    scoring,
    ...(policy.says.site === "inside" ? { feeding } : {}),
    ...(matching === undefined ? {} : { matching }),
    ...all,
  }));
}
