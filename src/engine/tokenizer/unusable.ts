import { SkimError } from "../../protocol/errors.js";

/** Why a tokenizer's file cannot be used, thrown where it is found; `reading` knows which file it is. */
export class Unusable extends Error {}

/** `work`, which reads a file: what is Unusable in it becomes SkimError "bundle-tokenizer" that names the file. */
export function reading<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    const message = `${file} cannot be used: ${error.message}. Copy the one that was saved with this model, or choose another model folder.`;
    throw new SkimError("bundle-tokenizer", message, { file });
  }
}
