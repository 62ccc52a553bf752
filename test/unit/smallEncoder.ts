import type { Bundle } from "../../src/engine/bundle/bundle.js";
import type { Encoder, WindowInput } from "../../src/engine/walk/encoder.js";
import { headGraph } from "../../src/engine/plan/headGraph.js";
import { LateSession } from "../../src/engine/runtime/lateSession.js";
import { walkOf } from "../../src/engine/walk/walks.js";
import { Session } from "../../src/engine/runtime/session.js";
import type { Precision } from "../../src/run/run.js";

/** A bundle's sessions, as the model makes them. */
export function encoderOf(bundle: Bundle, precision: Precision = "fp32"): Encoder {
  const { config, plan, tensors } = bundle;
  const weights = { tensors, precision, backend: "wasm", fp32Linears: config.fp32Linears } as const;
  const late = (graph: () => Parameters<typeof Session.create>[0]) =>
    new LateSession(async () => Session.create(graph()));
  const walk = walkOf(plan);
  const layers = plan.blueprint.layers.map((_, l) => late(() => walk.layer(plan, weights, l)));
  const [entry, head] = [late(() => walk.entry(plan, weights)), late(() => headGraph(plan, weights))];
  return new walk.encoder(plan, tensors, entry, layers, head);
}

/** A window's ids, all of the first token type. */
export function untyped(ids: readonly number[]): WindowInput {
  return { ids, types: ids.map(() => 0) };
}
