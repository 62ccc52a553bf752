/** A run as rows. */
import { barsOf } from "../run/bars.js";
import { byHandOf, forcedByToken } from "../run/byHand.js";
import { fateOf, fateText, joinedWords } from "../words/fate.js";
import { columnsOf, type Run } from "../run/run.js";
import { textAt } from "../run/passage.js";
import { markOf, markText } from "../words/marks.js";
import { scoreAt } from "../words/policy.js";
import { whichText } from "../words/whichText.js";
import { csv, markdown } from "./escape.js";
import { figuresOf } from "./figures.js";

/** A row a token; p_l, or score_l, is its score at layer l, empty where it was not asked. */
export function toCsv(run: Run): string {
  const { layers, policy } = run.model;
  const { scoreKey } = policy;
  const isPair = run.passage.pair !== undefined;
  const head = ["token", "window", "word", "piece", "text", "start", "end", "special", "depth", "fate"];
  const { marks = [] } = run;
  const own = [...marks.map(({ name }) => csv(name)), ...(isPair ? ["second"] : [])]; // whose offsets are the second text's
  const lines = [[...head, ...Array.from({ length: layers }, (_, l) => `${scoreKey}_${l + 1}`), ...own].join(",")];
  const pieces = columnsOf(run, "piece");
  const forced = forcedByToken(run.forced);
  const joined = joinedWords(run);
  let window = 0;
  run.tokens.forEach((token, t) => {
    while (t >= (run.windows[window + 1]?.first ?? Infinity)) window++;
    const { start, end, special, word, piece } = token;
    const [depth, column] = [run.depth[t] ?? 0, pieces[t]];
    const fate = column
      ? fateText(
          {
            fate: fateOf(run, column),
            depth,
            joined: joined.get(t) ?? null,
            byHand: byHandOf(forced.get(t) ?? [], [t]),
          },
          run.model,
        )
      : "";
    const text = textAt(run.passage, token);
    const fields = [t, window, special ? null : word, piece, text, start, end, special, depth, fate];
    const second = isPair ? [token.second === true] : [];
    lines.push(
      [
        ...fields,
        ...run.scores.map((row) => row[t] ?? null),
        ...marks.map(({ values }) => values[t] ?? null),
        ...second,
      ]
        .map(csv)
        .join(","),
    );
  });
  return `${lines.join("\r\n")}\r\n`;
}

/** A table of words for a report or an issue, with the figures in a line under it. */
export function toMarkdown(run: Run): string {
  const { marks = [] } = run;
  const { layers, policy } = run.model;
  const scored = Array.from({ length: policy.score === null ? 0 : layers }, (_, l) => l);
  const row = (cells: string[]): string => `| ${cells.join(" | ")} |`;
  const pair = run.passage.pair !== undefined;
  const lines = [
    row([
      "word",
      ...(pair ? ["which text"] : []),
      "layers kept",
      "fate",
      ...scored.map((l) => `${policy.scoreKey} ${l + 1}`),
      ...marks.map(({ name }) => markdown(name)),
    ]),
    row(["---", ...(pair ? ["---"] : []), "--:", "---", ...[...scored, ...marks].map(() => "--:")]),
    ...barsOf(run, columnsOf(run, "word")).map((bar) =>
      row([
        markdown(bar.column.text),
        ...(pair ? [whichText(run.passage, bar.column) ?? ""] : []),
        String(bar.depth),
        fateText(bar, run.model),
        ...scored.map((l) => {
          const p = bar.p[l] ?? null;
          return p === null ? "" : scoreAt(run, l, p);
        }),
        ...marks.map((mark) => markText(markOf(mark, bar.column))),
      ]),
    ),
  ];
  return `${lines.join("\n")}\n\n${figuresOf(run)
    .map(([name, value]) => `${name}: ${markdown(value)}`)
    .join("; ")}.\n`;
}
