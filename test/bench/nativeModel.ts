/** The dense model in native ONNX Runtime: what a desktop program without a sandbox would run. */
import type * as Ort from "onnxruntime-web";
import type { Bundle } from "../../src/engine/bundle/bundle.js";
import type { Precision } from "../../src/run/run.js";
import { requireCompared } from "./compared.js";
import { denseGraph, reader } from "./denseGraph.js";

// Node's own loader finds its binary beside it; of its two runtimes in one process only the names, and so the types, are shared.
const ort = requireCompared("onnxruntime-node") as typeof Ort;

export class NativeModel {
  private constructor(
    private readonly session: Ort.InferenceSession,
    private readonly read: (text: string) => Float32Array,
    private readonly hidden: number,
  ) {}

  static async load(bundle: Bundle, precision: Precision, threads: number): Promise<NativeModel> {
    const built = denseGraph(bundle, precision, { predictors: false });
    const session = await ort.InferenceSession.create(built.model, {
      executionProviders: ["cpu"],
      graphOptimizationLevel: "all",
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      logSeverityLevel: 3,
      externalData: built.weights,
    });
    return new NativeModel(session, reader(bundle), bundle.plan.blueprint.shape.hidden);
  }

  async run(text: string): Promise<Float32Array> {
    const h = this.read(text);
    const outputs = await this.session.run({ h: new ort.Tensor("float32", h, [h.length / this.hidden, this.hidden]) });
    return outputs["logits"]?.data as Float32Array;
  }

  dispose(): Promise<void> {
    return this.session.release();
  }
}
