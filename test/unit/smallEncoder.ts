import type { Bundle } from "../../src/engine/bundle.js";
import { Embeddings } from "../../src/engine/embeddings.js";
import { Encoder } from "../../src/engine/encoder.js";
import { headGraph } from "../../src/engine/headGraph.js";
import { LateSession } from "../../src/engine/lateSession.js";
import { layerGraph } from "../../src/engine/layerGraph.js";
import { predictorGraph } from "../../src/engine/predictorGraph.js";
import { Session } from "../../src/engine/session.js";
import type { Precision } from "../../src/protocol/run.js";

/** A bundle's sessions, as the model makes them. */
export function encoderOf(bundle: Bundle, precision: Precision = "fp32"): Encoder {
  const { config, tensors } = bundle;
  const weights = { config, tensors, precision, backend: "wasm" } as const;
  const late = (graph: () => Parameters<typeof Session.create>[0]) =>
    new LateSession(async () => Session.create(graph()));
  const layers = Array.from({ length: config.layers }, (_, l) => late(() => layerGraph(weights, l)));
  const [predictor, head] = [late(() => predictorGraph(weights)), late(() => headGraph(weights))];
  return new Encoder(config, new Embeddings(bundle), predictor, layers, head);
}
