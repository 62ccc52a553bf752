import { detect, type Detected } from "../../src/dataset/read/detect.js";
import { oneLabel } from "../../src/dataset/read/oneLabel.js";
import { isQuestion, type Question, type Wanted } from "../../src/dataset/read/reading.js";
import type { Format, Malformed } from "../../src/dataset/read/record.js";
import { readRows, type Row, type Source } from "../../src/dataset/read/rows.js";

export const binary = ["negative", "positive"];

/** A file in memory, which comes in pieces. */
export function source(content: string | Uint8Array, format: Format): Source {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return {
    name: "file",
    format,
    async *open() {
      for (let i = 0; i < bytes.length; i += 1000) yield await Promise.resolve(bytes.subarray(i, i + 1000));
    },
  };
}

/** Where nothing has to be asked. */
export async function detected(from: Source, labels = binary, wanted: Wanted = {}, gold = oneLabel): Promise<Detected> {
  const found = await detect(from, labels, gold, wanted);
  if (isQuestion(found)) throw new Error(`asked: ${found.said}`);
  return found;
}

/** Where something has to be. */
export async function asked(from: Source, labels = binary, wanted: Wanted = {}, gold = oneLabel): Promise<Question> {
  const found = await detect(from, labels, gold, wanted);
  if (!isQuestion(found)) throw new Error(`not asked: ${found.said}`);
  return found;
}

export async function rowsOf(
  from: Source,
  labels = binary,
  wanted: Wanted = {},
  gold = oneLabel,
): Promise<(Row | Malformed)[]> {
  const { reading } = await detected(from, labels, wanted, gold);
  const all: (Row | Malformed)[] = [];
  for await (const row of readRows(from, reading)) all.push(row);
  return all;
}

/** "text → label" of each row, "! line" of each malformed one. */
export async function brief(from: Source, labels = binary, wanted: Wanted = {}): Promise<string[]> {
  const rows = await rowsOf(from, labels, wanted);
  return rows.map((row) =>
    "reason" in row
      ? `! ${row.line}`
      : `${row.text} → ${row.label === null ? (row.unknownLabel ?? "-") : (labels[Number(row.label)] ?? "")}`,
  );
}
