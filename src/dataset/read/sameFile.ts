import { SkimError } from "../../protocol/errors.js";
import { fromFile } from "../../words/text.js";

/** A file that is read more than once, or for hours: a table of it must be of one and the same. */
export class SameFile {
  #first: string | null = null;

  constructor(private readonly name: string) {}

  /** `stamp`: changes when the file does. Throws SkimError "data-set" where it is another than at first. */
  check(stamp: string): void {
    this.#first ??= stamp;
    if (stamp === this.#first) return;
    const { name } = this;
    throw new SkimError(
      "data-set",
      `${fromFile(name)} was changed while it was evaluated: evaluate it again as it is now.`,
      {
        file: name,
      },
    );
  }
}
