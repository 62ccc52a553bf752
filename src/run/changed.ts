/** What a threshold does to the labels of the texts, whether it was evaluated by itself or stands in the curves alone. */
import { qualityOf, type Changes, type Evaluation, type Flip, type LabelFigures, type Said } from "./evaluation.js";

/** Texts that a threshold changes, as far as the table lists them. */
export interface Changed {
  /** Right unskimmed and wrong here; where no row has a label, all whose label is not as unskimmed. */
  lost: Flip[];
  /** Wrong unskimmed and right here. */
  gained: Flip[];
  /** The other changed ones: wrong before and after, or without a label. */
  others: Flip[];
  /** There may be more: the list is cut, or a run was not visited. */
  atLeast: boolean;
}

/** The model's label of a text that flips somewhere; null = it is not known there. */
export function labelAt({ labels, exact }: Flip, { at }: Pick<Evaluation, "at">, threshold: number): Said | null {
  const run = at.findIndex((figures) => figures.threshold === threshold);
  if (run >= 0) return labels[run] ?? null;
  if (!exact) return null;
  const bound = Math.fround(threshold); // as scores are compared
  const next = exact.find(({ above }) => above >= bound);
  if (next && next.below < bound) return null;
  return exact.findLast(({ above }) => above < bound)?.label ?? labels[0] ?? null;
}

export function changedAt(table: Evaluation, threshold: number): Changed {
  const { flips, labelled, exact, at } = table;
  const changed: Changed = { lost: [], gained: [], others: [], atLeast: flips.more > 0 };
  if (!at.some((figures) => figures.threshold === threshold)) changed.atLeast ||= (exact?.unfinished ?? 0) > 0;
  for (const flip of flips.items) {
    const [dense = null] = flip.labels;
    const now = labelAt(flip, table, threshold);
    if (now === null || same(now, dense)) continue;
    if (labelled === 0 || same(flip.gold, dense)) changed.lost.push(flip);
    else if (same(flip.gold, now)) changed.gained.push(flip);
    else changed.others.push(flip);
  }
  return changed;
}

/** How many texts it changes; null = their answer is a number. */
export function changesAt(table: Evaluation, threshold: number): (Changes & { atLeast: boolean }) | null {
  if (table.flipping === null) return null;
  const counted = table.at.find((figures) => figures.threshold === threshold)?.changes;
  if (counted) return { ...counted, atLeast: false };
  const { lost, gained, others, atLeast } = changedAt(table, threshold);
  const changed = lost.length + gained.length + others.length;
  return { changed, lost: table.labelled > 0 ? lost.length : 0, gained: gained.length, atLeast };
}

/** Rows by [label of the data set][label of the model], of one label a text; null = it is not known at this threshold. */
export function confusionAt(table: Evaluation, threshold: number): number[][] | null {
  const run = table.at.find((figures) => figures.threshold === threshold);
  if (run) return run.confusion ?? null;
  const dense = table.at[0]?.confusion;
  const { lost, gained, others, atLeast } = changedAt(table, threshold);
  if (!dense || !table.exact || atLeast) return null;
  const counts = dense.map((row) => [...row]);
  const add = (gold: Said | null, label: Said | null, by: number) => {
    const row = counts[Number(gold)];
    if (row) row[Number(label)] = (row[Number(label)] ?? 0) + by;
  };
  for (const flip of [...lost, ...gained, ...others]) {
    if (flip.gold === null) continue;
    add(flip.gold, flip.labels[0] ?? null, -1);
    add(flip.gold, labelAt(flip, table, threshold), 1);
  }
  return counts;
}

/** How each label is found; null = it is not known at this threshold. */
export function labelFiguresAt(table: Evaluation, threshold: number): LabelFigures[] | null {
  if (table.labelled === 0 || qualityOf(table) === undefined) return null;
  const run = table.at.find((figures) => figures.threshold === threshold);
  if (run?.perLabel) return run.perLabel;
  const counts = confusionAt(table, threshold);
  if (!counts) return null;
  const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
  return counts.map((row, label) => {
    const [hits, rows, given] = [row[label] ?? 0, sum(row), sum(counts.map((other) => other[label] ?? 0))];
    return { rows, precision: given === 0 ? null : hits / given, recall: rows === 0 ? null : hits / rows };
  });
}

/** As scikit-learn has it: 0 where nothing is hit; null = neither side has the label. */
export function f1Of({ precision, recall }: LabelFigures): number | null {
  if (precision === null && recall === null) return null;
  return precision && recall ? (2 * precision * recall) / (precision + recall) : 0;
}

/** Of several labels, both are ascending. */
function same(a: Said | null, b: Said | null): boolean {
  return a !== null && b !== null && String(a) === String(b);
}
