import type { Bundle } from "../../src/engine/bundle/bundle.js";
import { Embeddings } from "../../src/engine/architectures/embeddings.js";
import { Encoder } from "../../src/engine/walk/encoder.js";
import { headGraph } from "../../src/engine/architectures/headGraph.js";
import { LateSession } from "../../src/engine/runtime/lateSession.js";
import { layerGraph } from "../../src/engine/architectures/layerGraph.js";
import { predictorGraph } from "../../src/engine/policies/predictorGraph.js";
import { Session } from "../../src/engine/runtime/session.js";
import type { Precision } from "../../src/run/run.js";

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
