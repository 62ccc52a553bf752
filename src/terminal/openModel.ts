import { openBundle } from "../engine/bundle/bundle.js";
import { Model, type LoadOptions } from "../engine/model.js";
import type { Semantics } from "../run/semantics.js";
import { readFolder } from "../worker/folder.js";
import { refuseModel } from "./cannotRead.js";
import { visible } from "./visible.js";

/** Loads a folder's model, and says what was assumed of it. Rejects with SkimError. */
export async function openModel(folder: string, options: LoadOptions & { semantics?: Semantics }): Promise<Model> {
  await refuseModel(folder);
  const bundle = await openBundle(readFolder(folder), options.semantics);
  sayAssumed(bundle.notes);
  return Model.load(bundle, options);
}

export function sayAssumed(assumed: readonly string[]): void {
  for (const sentence of assumed) process.stderr.write(`${visible(sentence)}\n`);
}
