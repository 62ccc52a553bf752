import type { Random } from "./random.js";

/** A kind of input, and all that is done with it. */
export interface Kind {
  /** For people, and for `--kind`. */
  name: string;
  /**
   * Makes one input and gives it to what reads it. Resolves with what became of it; a SkimError is a refusal; `Wrong` says that what
   * was accepted came out wrong; any other error is one that should have been a SkimError.
   */
  once: (random: Random) => Promise<Verdict> | Verdict;
  /** Ends what the kind keeps running. */
  end?(): void;
}

export type Verdict = "accepted" | "refused";

export class Wrong extends Error {}

export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Wrong(what);
}
