import type { Control } from "../../dataset/run/control.js";
import { detect, type Detected } from "../../dataset/read/detect.js";
import { isQuestion, type Question, type Wanted } from "../../dataset/read/reading.js";
import type { Source } from "../../dataset/read/rows.js";

/** Asks a person which of two readings is meant; `labels`: the model's. undefined = they want no evaluation any more. */
export type AskReading = (question: Question, labels: readonly string[]) => Promise<Wanted | undefined>;

/** How a file is read, and what a person decided of it. */
export interface Decided extends Detected {
  wanted: Wanted;
}

/** Finds how a file is to be read; what it does not show is asked. null = cancelled. */
export async function decideReading(
  source: Source,
  labels: readonly string[],
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
  for (;;) {
    const detected = await control.unlessCancelled(detect(cancellable, labels, wanted));
    if (!detected) return null;
    if (!isQuestion(detected)) return { ...detected, wanted };
    const answer = await control.unlessCancelled(ask(detected, labels).then((answer) => answer ?? null));
    if (!answer) return null;
    wanted = { ...wanted, ...answer };
  }
}
