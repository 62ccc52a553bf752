/** At which settings of the policy's control a data set is run. */
import { SkimError } from "../../protocol/errors.js";
import { denseAt, type PolicyInfo } from "../../run/policy.js";

/** What each text is run at. */
export interface Asked {
  /** Settings of the control, the one at which nothing leaves first, then further and further from it. */
  thresholds: number[];
  /** Distinct runs of a text at most; null = only those at the settings. */
  exact: number | null;
}

/**
 * `given`: settings that somebody asked for; null = nobody did, and `usual` holds where the policy has none of its own. Where nothing
 * can be turned one run of each text says all, and it is called that of 0. Throws SkimError "threshold".
 */
export function askedOf(
  { control }: PolicyInfo,
  { given, usual, exact }: { given: readonly number[] | null; usual: readonly number[]; exact: number | null },
): Asked {
  if (!control) return { thresholds: [0], exact: null };
  const { name, least, most, rising } = control;
  const dense = denseAt(control);
  const wrong = given?.find((at) => !(at >= least && at <= most) || (at === 0 && rising === "more"));
  if (wrong !== undefined)
    throw new SkimError("threshold", `${wrong} is no ${name}: give numbers from ${least} to ${most}.`);
  if (exact !== null && rising === "more")
    throw new SkimError("threshold", `All ${name}s cannot be added up over a data set: give ${name}s.`);
  const all = [...new Set([dense, ...(given ?? control.tried ?? usual)])];
  return { thresholds: all.sort((a, b) => (rising === "fewer" ? a - b : b - a)), exact };
}
