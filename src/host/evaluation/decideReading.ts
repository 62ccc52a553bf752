import type { Control } from "../../dataset/run/control.js";
import { detect, type Detected } from "../../dataset/read/detect.js";
import { isQuestion, type Question, type Wanted } from "../../dataset/read/reading.js";
import { kindOf } from "../../dataset/measure/index.js";
import type { ModelInfo } from "../../run/run.js";
import type { Source } from "../../dataset/read/rows.js";

/** Asks a person which of two readings is meant; `labels`: the model's. undefined = they want no evaluation any more; "back" = the question before. */
export type AskReading = (
  question: Question,
  labels: readonly string[],
  canGoBack: boolean,
) => Promise<Wanted | "back" | undefined>;

/** How a file is read, and what a person decided of it. */
export interface Decided extends Detected {
  wanted: Wanted;
}

/** Finds how a file is to be read; what it does not show is asked. null = cancelled. */
export async function decideReading(
  source: Source,
  { labels, task }: Pick<ModelInfo, "labels" | "task">,
  control: Control,
  ask: AskReading,
  wanted: Wanted,
): Promise<Decided | null> {
  async function* untilCancelled() {
    for await (const piece of source.open()) {
      if (control.state === "cancelled") return;
      yield piece;
    }
  }
  const cancellable = { ...source, open: untilCancelled };
  const from = async (wanted: Wanted, canGoBack: boolean): Promise<Decided | "back" | null> => {
    const detected = await control.unlessCancelled(detect(cancellable, labels, kindOf(task).gold, wanted));
    if (!detected) return null;
    if (!isQuestion(detected)) return { ...detected, wanted };
    for (;;) {
      const answer = await control.unlessCancelled(ask(detected, labels, canGoBack).then((answer) => answer ?? null));
      if (!answer || answer === "back") return answer;
      const decided = await from({ ...wanted, ...answer }, true);
      if (decided !== "back") return decided;
    }
  };
  const decided = await from(wanted, false);
  return decided === "back" ? null : decided; // before the first there is none
}
