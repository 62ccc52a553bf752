import { SkimError } from "../../protocol/errors.js";
import type { TokenWindow } from "../../run/events.js";
import type { Forced } from "../../run/sweep.js";

/**
 * Fates decided by hand, for each window: `token` counts from the window's start, and of one token the fate that holds at a layer
 * comes after those that it replaces. Throws SkimError "forced" where one does not fit the text or the model.
 */
export function forcedByWindow(forced: readonly Forced[], windows: readonly TokenWindow[], layers: number): Forced[][] {
  const last = windows.at(-1);
  const n = last ? last.first + last.count : 0;
  for (const { token, from, keep } of forced) {
    if (!Number.isInteger(token) || token < 0 || token >= n)
      throw new SkimError("forced", `There is no token ${token} to force: the text has tokens 0 to ${n - 1}.`);
    if (!Number.isInteger(from) || from < 0 || from >= layers)
      throw new SkimError("forced", `A fate is forced from layer ${from}: give a layer from 0 to ${layers - 1}.`);
    if (!keep && windows.some((w) => w.first === token))
      throw new SkimError("forced", `Token ${token} begins a window and is always kept: force another out.`);
  }
  const ordered = forced.toSorted((a, b) => a.from - b.from);
  return windows.map(({ first, count }) =>
    ordered.filter((f) => f.token >= first && f.token < first + count).map((f) => ({ ...f, token: f.token - first })),
  );
}
