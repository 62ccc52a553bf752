import type { Semantics } from "../run/semantics.js";

/** What each does, in a line for whoever has to choose. */
export const semanticsSaid: Readonly<Record<Semantics, string>> = {
  dropped: "skimmed tokens leave the computation, which gets faster",
  official: "as the published code: skimmed tokens are computed on and masked, and nothing gets faster",
};

/** "official semantics: as the published code: …" */
export function semanticsText(semantics: Semantics): string {
  return `${semantics} (${semanticsSaid[semantics]})`;
}
