import type { Semantics } from "../../run/semantics.js";
import { entryGraph } from "../plan/entryGraph.js";
import { insideEntryGraph, insideLayerGraph } from "../plan/insideGraphs.js";
import { layerGraph } from "../plan/layerGraph.js";
import { maskedLayerGraph } from "../plan/maskedLayer.js";
import type { Plan } from "../plan/plan.js";
import { Encoder } from "./encoder.js";
import { InsideEncoder } from "./insideEncoder.js";
import { MaskedEncoder } from "./maskedEncoder.js";

/** The stages of a plan as graphs, and how a run goes through them. */
export interface Walk {
  entry: typeof entryGraph;
  layer: typeof layerGraph;
  encoder: typeof Encoder;
}

const inside: Walk = { entry: insideEntryGraph, layer: insideLayerGraph, encoder: InsideEncoder };
const before: Readonly<Record<Semantics, Walk>> = {
  dropped: { entry: entryGraph, layer: layerGraph, encoder: Encoder },
  official: { entry: entryGraph, layer: maskedLayerGraph, encoder: MaskedEncoder },
};

export function walkOf({ policy, semantics }: Plan): Walk {
  return policy.says.site === "inside" ? inside : before[semantics];
}
