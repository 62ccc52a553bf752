import { quote } from "../bundle/json.js";
import type { Architecture } from "./architecture.js";
import { albert } from "./albert.js";
import { bert } from "./bert.js";
import { debertaV2 } from "./debertaV2.js";
import { distilbert } from "./distilbert.js";
import { electra } from "./electra.js";
import { modernBert } from "./modernbert.js";
import { mpnet } from "./mpnet.js";
import { roberta } from "./roberta.js";
import { unusable, type Settings } from "./settings.js";

const architectures: readonly Architecture[] = [
  bert,
  roberta,
  distilbert,
  electra,
  albert,
  mpnet,
  debertaV2,
  modernBert,
];

/** The architecture that a config.json names. Throws SkimError "bundle-config" where it names none, or none that is computed here. */
export function architectureOf(config: Settings): Architecture {
  const modelType = config["model_type"];
  if (modelType === undefined)
    throw unusable(
      'it does not say what model it is of (no "model_type"), as the one beside a Hugging Face model does',
    );
  const found = architectures.find(({ modelTypes }) => modelTypes.includes(modelType as string));
  if (found) return found;
  const known = architectures.flatMap(({ modelTypes }) => modelTypes.map((type) => `"${type}"`));
  const names = config["architectures"];
  const name: unknown = Array.isArray(names) ? names[0] : modelType;
  const can = known.length === 1 ? `only ${known.join("")} can be opened` : `these can be opened: ${known.join(", ")}`;
  throw unusable(`its model_type is ${quote(modelType)} (architecture ${quote(name)}); ${can}`);
}
