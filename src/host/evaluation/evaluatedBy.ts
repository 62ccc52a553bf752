import type { Uri } from "vscode";
import type { Evaluation } from "../../run/evaluation.js";
import { transkimmer } from "../../run/policy.js";
import { config } from "../config.js";
import { writeModel } from "../model/chooseModel.js";
import { servedBy, writePolicy, type Serving } from "../model/choosePolicy.js";
import { findModel, type ModelFolder } from "../model/models.js";
import { warnWith } from "../say.js";
import type { Plan } from "./plan.js";

/** The model and the policy that an evaluation is of, which need not be those that are chosen now. */
export interface EvaluatedBy {
  name: string;
  /** Where the model is; absent = it was not kept, and the name must do. */
  setting?: string;
  policy: string;
}

export function evaluatedBy({ model }: Evaluation, plan: Plan): EvaluatedBy {
  const { name, policy = transkimmer } = model;
  return { name, policy: policy.name, ...(plan.model === undefined ? {} : { setting: plan.model }) };
}

/** The chosen model's folder where that is another model; null = it is the evaluated one. Throws SkimError where none is there. */
export async function otherModel({ name, setting }: EvaluatedBy, extensionUri: Uri): Promise<ModelFolder | null> {
  const chosen = await findModel(config.model, extensionUri);
  if (setting === undefined) return chosen.name === name ? null : chosen;
  const evaluated = await findModel(setting, extensionUri).catch(() => null);
  return evaluated?.uri.toString() === chosen.uri.toString() ? null : chosen;
}

/** True where model and policy are the evaluated ones, or a person lets them be chosen, or `otherwise` does it by the chosen ones ("Open With"). */
export async function chooseEvaluated(by: EvaluatedBy, parts: Serving, otherwise: string | null): Promise<boolean> {
  const { extensionUri } = parts;
  const other = await otherModel(by, extensionUri);
  const policy = await chosenPolicy(parts);
  if (!other && policy === by.policy) return true;
  const evaluated = `${by.name}, ${by.policy}`;
  const chosen = `${other?.name ?? by.name}, ${policy}`;
  const [choose, anyway] = [`Choose ${evaluated}`, `${otherwise ?? ""} ${chosen}`];
  const message = `Evaluated was ${evaluated}; chosen now is ${chosen}, which may say something else.`;
  const picked = await warnWith(message, choose, ...(otherwise === null ? [] : [anyway]));
  if (picked === choose) {
    if (other) await writeModel(await findModel(by.setting ?? by.name, extensionUri), extensionUri);
    if ((await chosenPolicy(parts)) !== by.policy) await writePolicy(by.policy, await servedBy(parts));
  }
  return picked !== undefined;
}

async function chosenPolicy(parts: Serving): Promise<string | undefined> {
  return config.policy ?? (await servedBy(parts))[0]?.name;
}
