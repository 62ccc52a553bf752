import { longQuestion } from "../../words/longText.js";
import type { Passage } from "../../run/passage.js";
import { sure } from "../say.js";
import type { Runs } from "./runs.js";

/** True where the texts are not long, or a person wants them read all the same: nothing is ever read in part. */
export async function wantsLong(passages: readonly Passage[], runs: Runs): Promise<boolean> {
  const question = longQuestion(passages, runs.current);
  return question === null || sure(question, "Classify");
}
