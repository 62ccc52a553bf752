import { idsNamed } from "./labels.js";
import { fold, isOfPair, labelNames, textNames, yes } from "./names.js";
import type { Wanted } from "./reading.js";

/** A cell longer than this names nothing, and one of more words names nothing but a survey's question. */
const longestName = 40;
const mostWords = 3;

/**
 * Whether a table's first record names its columns; null = it could as well be its first row, which must not be lost. What the other
 * cells of a column have in common, and the first has not, shows a name: all numbers, all labels, all met more than once.
 */
export function isHeader(
  first: readonly string[],
  rest: readonly (readonly string[])[],
  labels: readonly string[],
  { text, second, label }: Wanted,
): boolean | null {
  const asked = [text, second, label].filter((name) => typeof name === "string").map(fold);
  const byNumber = asked.filter((name) => /^\d+$/.test(name));
  const names = asked.filter((name) => name !== "" && !byNumber.includes(name));
  const columns = first.map((cell, i) => ({
    cell,
    others: rest.map((row) => row[i] ?? "").filter((other) => other.trim() !== ""),
  }));
  if (isCounted(first) && columns.some(({ others }) => others.length > 0 && !others.some(isNumber))) return true;
  const known = new Set([...textNames, ...labelNames.filter((name) => name !== yes), ...names]);
  const wellKnown = columns.filter(({ cell }) => known.has(fold(cell)) || isOfPair(cell));
  if (wellKnown.length > 1 || wellKnown.some(({ cell, others }) => !others.includes(cell))) return true;
  // Columns that are asked for by number are those of a table without a header.
  if (byNumber.some((name) => !first.map(fold).includes(name))) return false;
  const filled = columns.filter(({ cell }) => cell.trim() !== "");
  const isLabel = (cell: string) => idsNamed(cell, labels).length > 0;
  const ofNumbers = ({ cell, others }: (typeof columns)[number]) =>
    others.length > 0 && !isNumber(cell) && others.every(isNumber);
  // A label's name above 0 and 1 is the column's: tables of several labels a row have one for each.
  const isValue = (column: (typeof columns)[number]) => isLabel(column.cell) && !ofNumbers(column);
  if (filled.some((column) => isNumber(column.cell) || isValue(column) || column.others.includes(column.cell)))
    return false;
  if (filled.some(ofNumbers)) return true;
  if (filled.some(({ others }) => others.length > 0 && others.every(isLabel))) return true;
  if (filled.some(({ others }) => isOfFewKinds(others))) return true;
  return filled.some(({ cell }) => isProse(cell)) ? false : null;
}

function isProse(cell: string): boolean {
  return cell.length > longestName || (cell.trim().split(/\s+/).length > mostWords && !cell.trim().endsWith("?"));
}

/** pandas names columns 0, 1, 2 where they have no names. */
function isCounted(cells: readonly string[]): boolean {
  return cells.length > 1 && cells.every((cell, i) => cell === String(i));
}

function isOfFewKinds(cells: readonly string[]): boolean {
  const times = new Map<string, number>();
  for (const cell of cells) times.set(cell, (times.get(cell) ?? 0) + 1);
  return cells.length >= 4 && [...times.values()].every((n) => n > 1);
}

function isNumber(cell: string): boolean {
  return cell.trim() !== "" && Number.isFinite(Number(cell));
}
