import type { Model } from "../../src/engine/model.js";
import { columnsOf, type Run } from "../../src/run/run.js";
import { without } from "../../src/run/leftOut.js";
import { appendMark, type Mark, type MarkKind } from "../../src/run/marks.js";
import { denseAt } from "../../src/run/policy.js";
import { runOf } from "./pytorch.js";

/** A run in which nothing is skimmed. */
export function plain(model: Model, text: string, pair: { pair?: string } = {}): Promise<Run> {
  const { control } = model.info.policy;
  return runOf(model, text, { threshold: control ? denseAt(control) : 0.5 }, pair);
}

/** What the engine says that each word is worth, per token of the whole text. */
export async function worth(
  model: Model,
  text: string,
  kind: MarkKind = "omit",
  pair: { pair?: string } = {},
): Promise<Mark[]> {
  const { tokens } = await plain(model, text, pair);
  const marks: Mark[] = [];
  for await (const event of model.occlude(text, { kind, ...pair })) appendMark(marks, tokens.length, event);
  return marks;
}

/** The largest difference between what each word is worth and what the text without it gives by itself. */
export async function farFromAlone(
  model: Model,
  text: string,
  kind: MarkKind = "omit",
  pair: { pair?: string } = {},
): Promise<number> {
  const whole = await plain(model, text, pair);
  const [mark] = await worth(model, text, kind, pair);
  const label = whole.result?.label ?? 0;
  const logit = (run: Run) => run.result?.logits[label] ?? NaN;
  let far = 0;
  for (const { start, end, special, second, tokens } of columnsOf(whole, "word")) {
    if (special) continue;
    const changed = (of: string) =>
      kind === "omit" ? without(of, start, end) : `${of.slice(0, start)}[MASK]${of.slice(end)}`;
    const run = await plain(model, second ? text : changed(text), second ? { pair: changed(pair.pair ?? "") } : pair);
    for (const token of tokens) far = Math.max(far, Math.abs(logit(whole) - logit(run) - (mark?.values[token] ?? NaN)));
  }
  return far;
}
