import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** `count` texts of at least `least` UTF-16 units, spread evenly over those of a gzipped JSONL file of {"text": …}. */
export function textsOf(folder: string, file: string, count: number, least = 1): string[] {
  const lines = gunzipSync(readFileSync(join(folder, file)))
    .toString("utf8")
    .split("\n");
  const rows = lines.filter((line) => line !== "").map((line) => (JSON.parse(line) as { text: string }).text);
  const fitting = rows.filter((text) => text.length >= least);
  return Array.from({ length: count }, (_, i) => fitting[Math.floor((i * fitting.length) / count)] ?? "");
}
