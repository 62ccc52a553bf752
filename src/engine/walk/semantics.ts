import type { Semantics } from "../../run/semantics.js";
import { layerGraph } from "../plan/layerGraph.js";
import { maskedLayerGraph } from "../plan/maskedLayer.js";
import { Encoder } from "./encoder.js";
import { MaskedEncoder } from "./maskedEncoder.js";

/** How a layer is computed where tokens were skimmed, and how a run goes through such layers. */
export const walks: Readonly<Record<Semantics, { layer: typeof layerGraph; encoder: typeof Encoder }>> = {
  dropped: { layer: layerGraph, encoder: Encoder },
  official: { layer: maskedLayerGraph, encoder: MaskedEncoder },
};
