import { timeText } from "../words/speed.js";
import type { Mark } from "../run/marks.js";
import { markAgainstDepth, markOf, markText } from "../words/marks.js";
import { countedHow, policyText } from "../words/policy.js";
import { columnDepth, columnsOf, costOf, type Run } from "../run/run.js";
import { visible } from "./visible.js";
import { answerText, figureText } from "../words/answer.js";

/** One run for people: label, probabilities, cost, and every word with its exit depth. */
export function toText(run: Run, colour: boolean): string {
  const result = run.result;
  if (!result) throw new Error("the run has no result");
  const L = run.model.layers;
  const labels = run.model.labels.map(visible);
  const lines = [
    `${bold(answerText(labels, result), colour)}  ` +
      labels.map((label, i) => `${label} ${figureText(result, i)}`).join("  "),
    run.kept.map((k, l) => `layer ${l + 1}: ${k}`).join("  ") + `  of ${run.tokens.length} tokens kept`,
    `FLOPs gain ${(costOf(run).gain ?? 1).toFixed(2)} (${countedHow(run.model)}), time ${timeText(run)}, ${run.precision}, ${policyText(run)}, ${run.model.semantics} semantics`,
  ];
  if (run.windows.length > 1) lines.push(`${run.windows.length} windows, logits averaged by their tokens`);
  const words = columnsOf(run, "word").map((column) => {
    const depth = columnDepth(run, column);
    return paint(`${visible(column.text)}/${depth}`, depth / L, colour);
  });
  lines.push(words.join(" "), `(word/layers passed, 0 … ${L}; ${L} = kept to the end)`);
  for (const mark of run.marks ?? []) lines.push(...markLines(run, mark));
  return lines.join("\n");
}

/** The words with their numbers, and what these are. */
function markLines(run: Run, mark: Mark): string[] {
  const words = columnsOf(run, "word").flatMap((column) => {
    const value = markOf(mark, column);
    return value === null ? [] : [`${visible(column.text)}/${markText(value)}`];
  });
  return [
    `${mark.name}: ${words.join(" ")}`,
    `(word/${mark.unit}) ${visible(mark.about)}`,
    markAgainstDepth(run, mark),
  ];
}

function bold(text: string, colour: boolean): string {
  return colour ? `\u001b[1m${text}\u001b[0m` : text;
}

/** Early-skimmed recedes: dim, plain, then bold. Intensity alone, which every terminal theme keeps readable. */
function paint(text: string, depth: number, colour: boolean): string {
  if (!colour) return text;
  const code = depth >= 1 ? "1;4" : depth > 0.5 ? "1" : depth > 0.2 ? "0" : "2";
  return `\u001b[${code}m${text}\u001b[0m`;
}
