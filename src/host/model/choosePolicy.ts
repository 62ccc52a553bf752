import { ConfigurationTarget, workspace, type Uri } from "vscode";
import type { PolicyInfo } from "../../run/policy.js";
import { config, section } from "../config.js";
import { wantsLong } from "../run/askLong.js";
import type { Classifier } from "../run/classify.js";
import type { Runs } from "../run/runs.js";
import { inform, pick, pickSome, sayProgress } from "../say.js";
import type { SkimPanel } from "../view/panel.js";
import type { Inspector } from "./inspector.js";
import type { ModelLoader } from "./loadModel.js";
import { findModel } from "./models.js";

/** What knows by what the chosen model can be skimmed. */
export interface Serving {
  extensionUri: Uri;
  loader: ModelLoader;
  inspector: Inspector;
}

export interface PolicyParts extends Serving {
  classifier: Classifier;
  runs: Runs;
  panel: SkimPanel;
}

/** Asks by what words leave from now on, or takes the policy of the given name; the shown text is read again by it. A sentence where the model cannot be skimmed by that. */
export async function choosePolicy(parts: PolicyParts, given: unknown): Promise<string | undefined> {
  const { classifier, runs, panel } = parts;
  const all = await servedBy(parts);
  const named = typeof given === "string" ? given : await askPolicy(all);
  if (named === undefined) return undefined;
  if (!all.some(({ name }) => name === named))
    return `The model cannot be skimmed by ${named}: it can by ${all.map(({ name }) => name).join(", ")}.`;
  await writePolicy(named, all);
  if (all.some(({ name, seed }) => name === named && seed !== undefined))
    void inform(
      `${named} draws by lot, from the seed ${config.seed ?? "of the model"}: the setting transkimmer.seed gives another.`,
    );
  const passages = runs.current ? [runs.current.passage] : [];
  if (panel.visible && (await wantsLong(passages, runs))) await classifier.again();
  return undefined;
}

/** Into the settings, of those that the chosen model is served by. The model's own is no setting: another model has another. */
export async function writePolicy(name: string, [own]: readonly PolicyInfo[]): Promise<void> {
  const value = name === own?.name ? undefined : name;
  await workspace.getConfiguration(section).update("policy", value, target());
}

/** Asks which policies a data set is to be evaluated by, all of those that need something to be turned to begin with. undefined = none. */
export async function askPolicies(parts: Serving): Promise<string[] | undefined> {
  const items = (await servedBy(parts)).map(({ name, about, control }) => {
    return { label: name, detail: about, name, picked: control !== null };
  });
  const title = "Compare Policies on Data Set";
  const picked = await pickSome(items, { title, placeHolder: "One after the other, each at its usual settings" });
  return picked?.map(({ name }) => name);
}

/** Those that the chosen model can be skimmed by, its own first. */
export async function servedBy({ extensionUri, loader, inspector }: Serving): Promise<readonly PolicyInfo[]> {
  const ready = loader.ready({ tokens: 0 });
  if (ready) return ready.prepared.loaded.policies;
  const folder = await findModel(config.model, extensionUri);
  const title = `Transkimmer: looking into the model ${folder.name}`;
  const { inspected } = await sayProgress(title, false, () => inspector.inspect(folder));
  return inspected.policies;
}

async function askPolicy(all: readonly PolicyInfo[]): Promise<string | undefined> {
  const chosen = config.policy ?? all[0]?.name;
  const items = all.map(({ name, about, untrained }, i) => ({
    label: name,
    description: [...(i === 0 ? ["the model’s own"] : []), ...(name === chosen ? ["chosen now"] : [])].join(" · "),
    detail: `${about}${untrained ? "; nothing was trained for it" : ""}`,
    name,
  }));
  const picked = await pick(items, { title: "Choose Policy", placeHolder: "By what words leave, or join others" });
  return picked?.name;
}

/** A workspace that has a setting of its own keeps it. */
function target(): ConfigurationTarget {
  const own = workspace.getConfiguration(section).inspect("policy")?.workspaceValue !== undefined;
  return own ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
}
