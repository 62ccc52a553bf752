import { uniform } from "../../run/uniform.js";
import type { Malformed } from "../read/record.js";
import { isMalformed, type Row } from "../read/rows.js";

/** Rows that choose, and others, on which the choice is reported. */
export interface DrawnRows {
  choose: Row[];
  report: Row[];
}

/**
 * Draws rows by their numbers, in one pass over a file of any length; a file that has too few is halved. The same rows for the same seed.
 * `choose`, `report`: how many at most.
 */
export async function drawRows(
  rows: AsyncIterable<Row | Malformed>,
  { choose, report, seed }: { choose: number; report: number; seed: number },
): Promise<DrawnRows> {
  const most = choose + report;
  let drawn: { row: Row; lot: number }[] = [];
  const byLot = () => drawn.sort((a, b) => a.lot - b.lot);
  for await (const row of rows) {
    if (isMalformed(row)) continue;
    drawn.push({ row, lot: uniform(seed, row.row) });
    if (drawn.length >= 2 * most + 16) drawn = byLot().slice(0, most);
  }
  const all = byLot()
    .slice(0, most)
    .map(({ row }) => row);
  const first = all.length < most ? Math.min(choose, Math.floor(all.length / 2)) : choose;
  const inOrder = (part: Row[]) => part.sort((a, b) => a.row - b.row);
  return { choose: inOrder(all.slice(0, first)), report: inOrder(all.slice(first)) };
}
