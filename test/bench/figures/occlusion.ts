import { columnsOf, append, startRun } from "../../../src/run/run.js";
import { without } from "../../../src/run/leftOut.js";
import type { Model } from "../../../src/engine/model.js";
import { textOf } from "../bundles.js";
import { engine, skim } from "../engineRun.js";
import type { Figure } from "../figure.js";
import { interleave, ratio, spread } from "../timing.js";

/** Texts side by side wait for a layer's weights once. */
export const occlusion: Figure = {
  name: "occlusion",
  title: "what each word of a text is worth / a run of its own for each text without one",
  bound: { atMost: 0.6 },
  async *measure({ threads, ...timing }) {
    for (const [name, precision, policy] of [
      ["sst2", "fp32", "none"],
      ["sst2", "int8", "none"],
      ["sst2", "fp32", "transkimmer"],
    ] as const) {
      const model = await engine(name, precision, threads, policy);
      const text = await textOf(name, 32);
      const texts = await withoutEach(model, text);
      const control = policy === "none" ? [] : [0];
      const worth = async () => {
        for await (const _ of model.occlude(text, { kind: "omit" }));
      };
      const single = async () => {
        for (const one of texts) await skim(model, one, control);
      };
      const times = await interleave({ worth, single }, timing);
      yield {
        on: `${name}, ${precision}, ${policy}, 32 tokens, ${texts.length} words`,
        value: ratio(times.worth, times.single),
        parts: { "occlusion ms": spread(times.worth).median, "single runs ms": spread(times.single).median },
      };
      await model.dispose();
    }
  },
};

async function withoutEach(model: Model, text: string): Promise<string[]> {
  const run = startRun({
    id: "",
    started: "",
    passage: { text, name: "" },
    model: model.info,
    control: model.info.control,
    precision: model.precision,
    backend: model.backend,
  });
  for await (const event of model.skim(text)) append(run, event);
  return columnsOf(run, "word").flatMap(({ start, end, special }) => (special ? [] : [without(text, start, end)]));
}
