import { SkimError } from "../protocol/errors.js";
import type { ModelInfo } from "../run/run.js";
import type { Setting } from "./walk/encoder.js";

/** What was asked of the control: one number, a list of one a layer, or nothing, which is the model's own. Throws SkimError "threshold". */
export function settingOf(
  { layers, control: own, listed, policy }: ModelInfo,
  given: readonly number[],
): Pick<Setting, "control" | "listed"> {
  if (given.length === 0) return { control: own, listed: listed === true };
  const { name, least, most, counts } = policy.control ?? { name: "setting", least: 0, most: 1 };
  const [first = NaN] = given;
  if (given.length !== 1 && given.length !== layers)
    throw new SkimError("threshold", `${given.length} ${name}s for ${layers} layers: give one, or ${layers}.`);
  const wrong = given.find((t) => !(t >= least && t <= most) || (counts && t === least));
  if (wrong !== undefined)
    throw new SkimError(
      "threshold",
      `${wrong} is no ${name}: give numbers ${counts ? "above" : "from"} ${least}${counts ? "," : ""} to ${most}.`,
    );
  return given.length === 1
    ? { control: Array<number>(layers).fill(first), listed: false }
    : { control: [...given], listed: true };
}
