import { MarkdownString } from "vscode";
import { columnDepth, layersDone, type Run } from "../protocol/run.js";
import type { TrackedWord } from "./track.js";

/** A word of more pieces than this is told by its first ones. */
const mostPieces = 8;

/** What happened to a word: its pieces, p(keep) at each layer, and where it left. Text goes in escaped; nothing in it runs. */
export function wordStory(run: Run, { column }: TrackedWord): MarkdownString {
  const { layers } = run.model;
  const depth = columnDepth(run, column);
  const over = layersDone(run, column.tokens[0] ?? 0);
  const fate =
    depth < over
      ? `left before layer ${depth + 1} of ${layers}`
      : depth === layers
        ? `survived all ${layers} layers`
        : `still there after ${depth} of ${layers} layers`;
  const markdown = new MarkdownString(`**${escape(column.text)}** ${fate}`);
  const shown = column.tokens.slice(0, mostPieces);
  markdown.appendMarkdown("\n\n");
  markdown.appendMarkdown(table(run, shown, over));
  if (shown.length < column.tokens.length)
    markdown.appendMarkdown(`\n\n…and ${column.tokens.length - shown.length} more pieces`);
  if (run.stale) markdown.appendMarkdown("\n\nThe text was edited since this run.");
  if (depth < over)
    markdown.appendMarkdown(
      "\n\n*Skimmed does not mean unimportant: the word was mixed into the others before it left.*",
    );
  return markdown;
}

/** One row a layer, one column a piece: p(keep) where it was asked, until the piece left. */
function table(run: Run, tokens: readonly number[], over: number): string {
  const pieces = tokens.map((t) => escape(run.tokens[t]?.piece ?? ""));
  const rows = [`| p(keep) | ${pieces.join(" | ")} |`, `| --- |${" --: |".repeat(pieces.length)}`];
  for (let layer = 0; layer < over; layer++) {
    const cells = tokens.map((t) => {
      const p = run.scores[layer]?.[t] ?? null;
      if (p === null) return "";
      return (run.depth[t] ?? 0) === layer ? `**${p.toFixed(3)}** left` : p.toFixed(3);
    });
    if (cells.every((cell) => cell === "")) break;
    rows.push(`| layer ${layer + 1} (≥ ${(run.threshold[layer] ?? 0).toFixed(3)}) | ${cells.join(" | ")} |`);
  }
  return rows.join("\n");
}

function escape(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\`*_{}[\]()#+\-.!|<>~&^$:@/]/g, "\\$&");
}
