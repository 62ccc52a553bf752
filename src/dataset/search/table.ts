/** What a search of shares came to, as plain data and as CSV. */
import { csv } from "../../export/escape.js";
import type { EvaluatedModel, Figure } from "../../run/evaluation.js";
import type { FigureInfo } from "../../run/figures.js";
import type { Precision } from "../../run/run.js";

/** A list of one share a layer. */
export interface SharesFound {
  shares: number[];
  /** On the rows that chose: how it came into the table, and too good for it. */
  chose: { flopsGain: number; quality: number };
  /** On the others. */
  flopsGain: Figure;
  quality: Figure;
  /** Of the quality, against the unskimmed model on the same rows. */
  loss: Figure;
}

export interface SharesTable {
  format: 1;
  kind: "shares";
  file: string;
  columns: string;
  model: EvaluatedModel;
  precision: Precision;
  /** What is meant by quality. */
  quality: FigureInfo;
  seed: number;
  /** Rows that chose, and others on which it is reported. */
  rows: { chose: number; reported: number };
  /** Lists that were run. */
  lists: number;
  /** The FLOPs gain that was asked for. */
  gain: number;
  /** Those that no other list beat on the rows that chose, from the smallest gain to the largest. */
  found: SharesFound[];
  /** Of them, the best with that gain: its place; null = none has it. */
  best: number | null;
  /** The best single share for all layers with that gain, for comparison; null = none has it. */
  uniform: SharesFound | null;
}

export function sharesToJson(table: SharesTable): string {
  const lists = /\[\n[-+.\deE,\s]+\]/g;
  return `${JSON.stringify(table, null, 1).replace(lists, (list) => list.replace(/\s+/g, ""))}\n`;
}

export function sharesToCsv({ found, best, uniform, quality, model }: SharesTable): string {
  const layers = Array.from({ length: model.layers }, (_, l) => `share${l + 1}`);
  const interval = (name: string) => [name, `${name}Low`, `${name}High`];
  const header = [
    ...["which", "choseFlopsGain", `chose: ${quality.name}`],
    ...[...interval("flopsGain"), ...interval(quality.name), ...interval("loss")],
    ...layers,
  ];
  const line = (which: string, { shares, chose, ...reported }: SharesFound) => {
    const figures = [reported.flopsGain, reported.quality, reported.loss];
    const cells = figures.flatMap(({ value, interval }) => [value, interval?.[0] ?? null, interval?.[1] ?? null]);
    return [which, chose.flopsGain, chose.quality, ...cells, ...shares];
  };
  const lines = found.map((one, i) => line(i === best ? "best" : "", one));
  const cells = [header, ...lines, ...(uniform ? [line("one share for all layers", uniform)] : [])];
  return cells.map((row) => `${row.map(csv).join(",")}\n`).join("");
}
