import { counted } from "../../src/words/counted.js";
import { columnDepth, columnsOf, type Run } from "../../src/run/run.js";
import { settingText } from "../../src/words/policy.js";
import { shorten } from "../../src/words/text.js";

const mostNamed = 5;

/** What else came out another way: "Compared with the model alone, 3 other words got through another number of layers: “slow” 6 instead of 4, …" */
export function movedText(before: Run, now: Run): string {
  if (before.tokens.length !== now.tokens.length) return "";
  const hand = new Set(now.forced.map((f) => f.token));
  const moved = columnsOf(now, "word").flatMap((column) => {
    const [was, is] = [columnDepth(before, column), columnDepth(now, column)];
    return was === is || column.tokens.some((t) => hand.has(t)) ? [] : [{ text: column.text, was, is }];
  });
  const [at, other] = [before, now].map(({ model, control }) => settingText(model.policy.control, control));
  const elsewhere = at === other ? "" : ` at ${at}`;
  const than = `Compared with the model alone${elsewhere}, `;
  if (moved.length === 0) return `${than}no other word got through another number of layers.`;
  const named = moved.slice(0, mostNamed).map(({ text, was, is }) => `“${shorten(text, 20)}” ${is} instead of ${was}`);
  const more = moved.length > mostNamed ? ` and ${moved.length - mostNamed} more` : "";
  const words = counted(moved.length, "other word");
  return `${than}${words} got through another number of layers: ${named.join(", ")}${more}.`;
}
