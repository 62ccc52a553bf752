import { readLines } from "./lines.js";
import { maxRecordBytes } from "./record.js";
import { readTable } from "../table/table.js";
import { toByteString } from "./utf8.js";
import { SkimError } from "../../protocol/errors.js";

/** How many lines belong to records of how many cells: a right reading of a table gives nearly all of them one width. */
export class Widths {
  readonly #lines = new Map<number, number>();
  /** Lines of records, those that cannot be read counted. */
  total = 0;
  /** Cells of the first record; 0 = it cannot be read. */
  first = 0;

  /** `cells` 0 = the record cannot be read. */
  add(cells: number, lines: number): void {
    if (this.total === 0) this.first = cells;
    this.total += lines;
    this.#lines.set(cells, (this.#lines.get(cells) ?? 0) + lines);
  }

  /** The most frequent one. */
  get width(): number {
    let [width, most] = [0, 0];
    for (const [cells, lines] of this.#lines) if (cells > 0 && lines > most) [width, most] = [cells, lines];
    return width;
  }

  /** Lines of records that are of another width, or cannot be read. */
  get odd(): number {
    return this.total - (this.#lines.get(this.width) ?? 0);
  }
}

/** A table's shape where a quote is a character, and each line a record. */
export interface PlainShape {
  widths: Widths;
  /** Cells that begin with a quote. */
  opened: number;
  /** Of these, such as a writer that encloses cells would write on one line. */
  enclosed: number;
  /** Of the enclosed ones, those that such a writer had to enclose for what is in them, or did as all of their column. */
  meant: number;
}

export async function plainShape(chunks: AsyncIterable<Uint8Array>, delimiter: string | null): Promise<PlainShape> {
  const widths = new Widths();
  const columns: { cells: number; enclosed: number; meant: number }[] = [];
  let opened = 0;
  let begun = false;
  for await (const { content } of readLines(chunks, maxRecordBytes)) {
    if (content === null) widths.add(0, 1);
    const line = content ? toByteString(content) : "";
    if (line.trim() === "") continue;
    const cells = delimiter === null ? [line] : line.split(delimiter);
    widths.add(cells.length, 1);
    cells.forEach((cell, i) => {
      const column = (columns[i] ??= { cells: 0, enclosed: 0, meant: 0 });
      if (begun) column.cells++; // a header's cells are seldom enclosed
      if (!cell.startsWith('"')) return;
      opened++;
      if (!/^"([^"]|"")*"$/.test(cell)) return;
      if (begun) column.enclosed++;
      if (cell.slice(1, -1).includes('""')) column.meant++;
    });
    begun = true;
  }
  const sum = (of: (column: (typeof columns)[number]) => number) => columns.reduce((n, column) => n + of(column), 0);
  const meant = sum((column) => (column.enclosed === column.cells ? column.enclosed : column.meant));
  return { widths, opened, enclosed: sum(({ enclosed }) => enclosed), meant };
}

/** A table's shape where quotes enclose cells. */
export interface QuotedShape {
  widths: Widths;
  /** Lines of records of several lines, each of which would be a record of the table's width by itself. */
  merged: number;
}

export async function quotedShape(
  chunks: AsyncIterable<Uint8Array>,
  delimiter: string | null,
  width: number,
): Promise<QuotedShape> {
  const widths = new Widths();
  let merged = 0;
  try {
    for await (const item of readTable(chunks, { delimiter, quotes: true, sepLine: false }, "")) {
      const lines = item.endLine - item.line + 1;
      if ("reason" in item || !("cells" in item.content)) widths.add(0, lines);
      else {
        const { cells } = item.content;
        widths.add(cells.length, lines);
        if (delimiter === null || lines === 1) continue;
        const each = cells.join(delimiter).split("\n");
        if (each.every((line) => line.split(delimiter).length === width)) merged += lines;
      }
    }
  } catch (error) {
    if (!SkimError.is(error, "data-set")) throw error;
    widths.add(0, Infinity); // a quote that is never closed: the rest is one record
  }
  return { widths, merged };
}
