import { MarkdownString } from "vscode";
import { byHandAt, byHandOf, type ByHand } from "../../run/byHand.js";
import { fateOf, fateText, joinedOf, joinedWords } from "../../words/fate.js";
import { columnDepth, layersDone, windowAt, type Run } from "../../run/run.js";
import { needText, scoreAt } from "../../words/policy.js";
import type { TrackedWord } from "./followText.js";

/** A word of more pieces than this is told by its first ones. */
const mostPieces = 8;

/** What happened to a word: its pieces, their scores at each layer, and where it was skimmed. Text goes in escaped; nothing in it runs. */
export function wordStory(run: Run, { column }: TrackedWord): MarkdownString {
  const { policy } = run.model;
  const over = layersDone(run, column.tokens[0] ?? 0);
  const fate = fateOf(run, column);
  const byHand = byHandOf(run.forced, column.tokens);
  const into = fate === "left" ? joinedOf(run, column, joinedWords(run)) : null;
  const joined = into === null ? null : escape(into);
  const told = fateText({ fate, depth: columnDepth(run, column), joined, byHand }, run.model);
  const markdown = new MarkdownString(`**${escape(column.text)}** ${told}`);
  const shown = column.tokens.slice(0, mostPieces);
  if (policy.score !== null) markdown.appendMarkdown(`\n\n${table(run, policy.score, shown, over, byHand)}`);
  if (shown.length < column.tokens.length)
    markdown.appendMarkdown(`\n\n…and ${column.tokens.length - shown.length} more pieces`);
  markdown.appendMarkdown(`\n\n${legendOf(policy.left)}`);
  if (run.stale) markdown.appendMarkdown("\n\nThe text was edited since this run.");
  if (fate === "left" && into === null)
    markdown.appendMarkdown(
      "\n\n*Skimmed does not mean unimportant: the word was mixed into the others before it was skimmed.*",
    );
  return markdown;
}

/** One row a layer, one column a piece: its score where it was asked, until the piece left. */
function table(run: Run, score: string, tokens: readonly number[], over: number, byHand: readonly ByHand[]): string {
  const windows = tokens.map((t) => windowAt(run.windows, t));
  const several = new Set(windows).size > 1;
  const pieces = tokens.map((t, i) => {
    const piece = escape(run.tokens[t]?.piece ?? "");
    return several ? `${piece} in window ${(windows[i] ?? 0) + 1}` : piece;
  });
  const rows = [`| ${escape(score)} | ${pieces.join(" | ")} |`, `| --- |${" --: |".repeat(pieces.length)}`];
  for (let layer = 0; layer < over; layer++) {
    const cells = tokens.map((t) => {
      const p = run.scores[layer]?.[t] ?? null;
      if (p === null) return "";
      const said = scoreAt(run, layer, p);
      return (run.depth[t] ?? 0) === layer ? `**${said}** ${run.model.policy.left}` : said;
    });
    if (cells.every((cell) => cell === "")) break;
    const hand = byHandAt(byHand, layer);
    const needs = hand ? `${hand.keep ? "kept" : "skimmed"} by hand` : needText(run, layer);
    rows.push(`| layer ${layer + 1} (${needs}) | ${cells.join(" | ")} |`);
  }
  return rows.join("\n");
}

/** What the marks on the text mean (markOf in words/fate.ts). */
const legendOf = (left: string): string =>
  `*Marks: the deeper a word went, the heavier the line under it. Faded: ${escape(left)} early. Double line: kept to the end.*`;

function escape(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\`*_{}[\]()#+\-.!|<>~&^$:@/]/g, "\\$&");
}
