import { parseConfig } from "../../src/engine/bundle/config.js";
import { damageJson } from "./damage.js";
import { must, type Kind } from "./kind.js";
import { jsonOf, tiny } from "./tiny.js";

/** config.json with other values. */
export const config: Kind = {
  name: "config.json",
  once(random) {
    const { blueprint, settings, labels } = parseConfig(damageJson(jsonOf(tiny, "config.json"), random));
    const { layers, hidden, heads } = blueprint.shape;
    must(Number.isSafeInteger(layers) && layers > 0 && layers <= 64, `${layers} layers`);
    must(hidden % heads === 0, `${hidden} / ${heads}`);
    for (const { control } of Object.values(settings).flatMap((setting) => setting ?? []))
      must(control.length === layers && control.every((t) => t >= 0 && t <= 1), `settings ${control.join()}`);
    must(
      labels.every((label) => typeof label === "string"),
      "labels that are no text",
    );
    return "accepted";
  },
};
