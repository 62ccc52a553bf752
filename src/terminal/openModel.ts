import { openBundle, type Skimming } from "../engine/bundle/bundle.js";
import { Model, type LoadOptions } from "../engine/model.js";
import type { ModelInfo } from "../run/run.js";
import type { Semantics } from "../run/semantics.js";
import { readFolder } from "../worker/folder.js";
import { refuseModel } from "./cannotRead.js";
import type { Output } from "./terminal.js";
import { visible } from "./visible.js";

/** Loads a folder's model, and says what was assumed of it. Rejects with SkimError. */
export async function openModel(folder: string, options: LoadOptions & Skimming, stderr: Output): Promise<Model> {
  await refuseModel(folder);
  const bundle = await openBundle(readFolder(folder), options);
  sayAssumed(bundle.notes, stderr);
  const model = await Model.load(bundle, options);
  saySemantics(model.info, options.semantics, stderr);
  return model;
}

/** A folder that says by which semantics it was trained is not overruled. */
export function saySemantics({ semantics }: ModelInfo, asked: Semantics | undefined, stderr: Output): void {
  if (asked !== undefined && asked !== semantics)
    stderr.write(`config.json has a “skim” block, which means ${semantics}: --semantics ${asked} changes nothing.\n`);
}

export function sayAssumed(assumed: readonly string[], stderr: Output): void {
  for (const sentence of assumed) stderr.write(`${visible(sentence)}\n`);
}
