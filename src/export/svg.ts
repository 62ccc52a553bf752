/** The skyline as a picture for a paper: light, of a fixed width, the same on every machine and at any size of the window. */
import { barsOf, summaryOf, type Bar } from "../run/bars.js";
import { depthStep } from "../words/fate.js";
import { canSkim, columnsOf, costOf, skimmedBy, type Run } from "../run/run.js";
import { isMark, shorten, si } from "../words/text.js";
import { countedHow, settingText } from "../words/policy.js";
import { byHandCount, type ByHand } from "../run/byHand.js";
import { xml } from "./escape.js";
import { answerText, figureText } from "../words/answer.js";

/** px. Columns that do not fit in one line go on in the next, as notes do. */
const width = 960;
const margin = { left: 46, right: 130, sides: 16 };
const pitch = { least: 18, most: 30 };
const top = 92;
const labels = 78;
const gap = 18;
const longestWord = 13;
/** Mean width of a character, px: only to choose between level and slanted. */
const characterWidth = 6.2;

const ink = "#1f1f1f";
const hint = "#5a5a5a";
const rule = "#d0d0d0";
/** Depth, early-skimmed first: the view's ramp on white. */
const ramp = ["#cddcf6", "#b1c9f1", "#98b7ed", "#7ca4e8", "#5f8fe2", "#3f79dd", "#1b57c0"];

const bySkimming =
  "Bars hang from the first layer and end where a word was skimmed. Skimmed is not unimportant: a skimmed token was already mixed into the others at every layer that it passed.";

export interface Picture {
  svg: string;
  /** px. */
  width: number;
  height: number;
}

export function toSvg(run: Run): Picture {
  const L = run.model.layers;
  const bars = barsOf(run, columnsOf(run, "word"));
  const room = width - margin.left - margin.right;
  const most = Math.floor(room / pitch.least);
  const lines = linesOf(bars, new Set(run.windows.map((w) => w.first)), most);
  const longest = Math.max(1, ...lines.map((line) => line.length));
  const step = Math.min(pitch.most, room / longest);
  const row = Math.max(5, Math.min(20, Math.floor(180 / L)));
  const lineHeight = row * L + labels + gap;
  const skims = canSkim(run);
  const foot = top + lines.length * lineHeight;
  const caption = wrap([summaryOf(run, bars), ...(skims ? [bySkimming] : [])].join(" "), 132);
  const height = foot + 40 + caption.length * 16 + 8;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Helvetica, Arial, 'Liberation Sans', sans-serif" font-size="11" fill="${ink}" role="img">`,
    `<title>${xml(`${run.passage.name}: ${labelText(run)}`)}</title>`,
    `<desc>${xml(summaryOf(run, bars))}</desc>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...head(run),
    ...lines.flatMap((line, i) => lineOf(run, line, { y: top + i * lineHeight, step, row, first: i === 0 })),
    ...(skims ? legend(foot, run) : []),
    ...caption.map((text, i) => said(margin.sides, foot + 46 + i * 16, text, `fill="${hint}"`)),
    "</svg>\n",
  ];
  return { svg: parts.join("\n"), width, height };
}

function said(x: number, y: number, text: string, attributes = ""): string {
  return `<text x="${short(x)}" y="${short(y)}"${attributes === "" ? "" : ` ${attributes}`}>${xml(text)}</text>`;
}

function head(run: Run): string[] {
  const { flops, dense, gain } = costOf(run);
  const classes = run.result
    ? run.model.labels
        .map((label, i) => ({ label, x: run.result?.logits[i] ?? 0, i }))
        .sort((a, b) => b.x - a.x)
        .slice(0, 6)
        .map(({ label, i }) => `${shorten(label, 24)} ${run.result ? figureText(run.result, i) : ""}`)
    : [];
  const forced = run.forced.length > 0 ? `, ${byHandCount(run)} decided by hand` : "";
  const model = skimmedBy({ ...run.model, name: shorten(run.model.name, 40) }, run.precision);
  const how = `${model}, ${settingText(run.model.policy.control, run.control)}${forced}`;
  const cost = `${si(flops)} of ${si(dense)} FLOPs${gain === null ? "" : `, gain ${gain.toFixed(2)}× (${countedHow(run.model)})`}`;
  return [
    said(margin.sides, 26, labelText(run), 'font-size="18" font-weight="bold"'),
    said(width - margin.sides, 26, shorten(run.passage.name, 60), `text-anchor="end" fill="${hint}"`),
    said(margin.sides, 46, classes.join("   ")),
    said(margin.sides, 64, `${how}; ${cost}`, `fill="${hint}"`),
  ];
}

function labelText({ result, model, state }: Run): string {
  return result ? shorten(answerText(model.labels, result), 60) : `no result (${state})`;
}

/** Cut where a window or the second text begins, and where a line is full. */
function linesOf(bars: readonly Bar[], starts: ReadonlySet<number>, most: number): Bar[][] {
  const lines: Bar[][] = [];
  for (const bar of bars) {
    const last = lines.at(-1);
    const begins = starts.has(bar.column.tokens[0] ?? -1) || bar.column.second !== last?.at(-1)?.column.second;
    if (last && last.length < most && !begins) last.push(bar);
    else lines.push([bar]);
  }
  return lines;
}

interface Place {
  y: number;
  step: number;
  row: number;
  first: boolean;
}

function lineOf(run: Run, bars: readonly Bar[], { y, step, row, first }: Place): string[] {
  const L = run.model.layers;
  const bottom = y + row * L;
  const right = margin.left + bars.length * step;
  const out: string[] = [];
  const every = row >= 11 ? 1 : Math.ceil(11 / row);
  for (let l = 0; l < L; l += every)
    out.push(said(margin.left - 8, y + l * row + row / 2 + 4, String(l + 1), `text-anchor="end" fill="${hint}"`));
  if (run.passage.pair !== undefined) {
    const name = bars[0]?.column.second ? "second text" : "first text";
    out.push(said(margin.left, y - 6, name, 'font-weight="bold"'));
  }
  if (first) {
    out.push(said(margin.left - 8, y - 6, "layer", `text-anchor="end" fill="${hint}"`));
    out.push(said(width - margin.sides, y - 6, "tokens kept", `text-anchor="end" fill="${hint}"`));
    for (let l = 0; l < L; l += every)
      out.push(said(width - margin.sides, y + l * row + row / 2 + 4, String(run.kept[l] ?? 0), 'text-anchor="end"'));
  }
  out.push(`<path d="M${margin.left - 4} ${bottom + 0.5}H${short(right + 4)}" stroke="${ink}"/>`);
  bars.forEach((bar, i) => {
    const x = margin.left + i * step;
    out.push(...barOf(run, bar, x + step * 0.14, step * 0.72, y, row));
    for (const fate of bar.byHand) out.push(signOf(fate, x + step / 2, y + fate.from * row, Math.min(4.5, row / 2)));
    const gone = bar.fate === "left";
    const text = shorten(bar.column.text, longestWord);
    const level = isMark(text) && text.length * characterWidth <= step;
    const at = level
      ? `x="${short(x + step / 2)}" y="${bottom + 15}" text-anchor="middle"`
      : `transform="translate(${short(x + step / 2 + 3)} ${bottom + 14})rotate(-58)" text-anchor="end"`;
    const style = `fill="${gone ? hint : ink}"${gone ? "" : ' font-weight="bold"'}`;
    out.push(`<text ${at} ${style}>${xml(text)}</text>`);
  });
  return out;
}

function barOf(run: Run, bar: Bar, x: number, w: number, y: number, row: number): string[] {
  const L = run.model.layers;
  const colour = ramp[depthStep(bar.depth, L)] ?? ink;
  const out =
    bar.depth === 0
      ? []
      : [
          `<rect x="${short(x)}" y="${short(y)}" width="${short(w)}" height="${short(bar.depth * row)}" fill="${colour}"/>`,
        ];
  const end = y + bar.depth * row;
  if (bar.fate === "left") out.push(`<path d="M${short(x - 1)} ${end}h${short(w + 2)}v2.5h${short(-w - 2)}z"/>`);
  else if (bar.fate === "always")
    out.push(
      `<rect x="${short(x)}" y="${y}" width="${short(w)}" height="${bar.depth * row}" fill="none" stroke="${ink}" stroke-dasharray="2 2"/>`,
    );
  return out;
}

/** A triangle at the layer from which a word was kept by hand, a cross in a box where it was skimmed: as in the view. */
function signOf({ keep }: ByHand, x: number, y: number, size: number): string {
  const [left, r] = [short(x - size), short(2 * size)];
  return keep
    ? `<path d="M${left} ${short(y - 1)}h${r}l${short(-size)} ${short(size * 1.6)}z" stroke="#ffffff" stroke-width="0.8"/>`
    : `<path d="M${left} ${short(y + 1)}h${r}v${r}h-${r}zl${r} ${r}m0 -${r}l-${r} ${r}" fill="#ffffff" stroke="${ink}" stroke-width="1.2"/>`;
}

function legend(y: number, { model, forced }: Run): string[] {
  const { always, left } = model.policy;
  const at = margin.sides;
  const swatches = ramp.map(
    (colour, i) => `<rect x="${at + 84 + i * 20}" y="${y + 10}" width="18" height="11" fill="${colour}"/>`,
  );
  const high = [
    "kept at all layers",
    ...(always === null ? [] : [`dashed = ${always}`]),
    `a black end = ${left} there`,
    ...(forced.length > 0 ? ["▼ kept, ☒ skimmed by hand"] : []),
  ].join("; ");
  return [
    said(at, y + 20, `${left} early`, `fill="${hint}"`),
    ...swatches,
    said(at + 84 + ramp.length * 20 + 6, y + 20, high, `fill="${hint}"`),
    `<path d="M${at} ${y + 0.5}H${width - at}" stroke="${rule}"/>`,
  ];
}

/** Lines of at most `length` characters, cut between words. */
function wrap(text: string, length: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < length) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function short(x: number): string {
  return String(Math.round(x * 100) / 100);
}
