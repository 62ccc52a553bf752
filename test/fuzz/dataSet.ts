import type { Format } from "../../src/dataset/read/record.js";
import { detect } from "../../src/dataset/read/detect.js";
import { oneLabel } from "../../src/dataset/read/oneLabel.js";
import { isQuestion } from "../../src/dataset/read/reading.js";
import { isMalformed, readRows } from "../../src/dataset/read/rows.js";
import { SkimError } from "../../src/protocol/errors.js";
import { anyText, damageBytes } from "./damage.js";
import { must, Wrong, type Kind, type Verdict } from "./kind.js";
import type { Random } from "./random.js";

const labels = ["no", "yes"];
const words = ["red", "a film", "über", "電影", "🎬", "it's", "“quoted”", "2", "3.5", "x;y", "-", "e\u0301"];

interface Given {
  text: string;
  label: string;
}

/** A text that the format can hold and that is no empty row. */
function textFor(format: Format, random: Random): string {
  const parts = random.many(2 + random.below(8), () =>
    random.chance(0.1) ? anyText(random).slice(0, 300) : random.of(words),
  );
  const text = `a ${parts.join(random.of([" ", ", ", "\n", '"', "\t"]))} z`.replace(/\0/g, "").replace(/\p{Cs}/gu, "");
  return format === "tsv" ? text.replace(/[\t\r\n"]/g, " ") : text;
}

function write(rows: readonly Given[], format: Format, random: Random): string {
  const end = random.of(["\n", "\r\n"]);
  if (format === "jsonl") return rows.map((row) => JSON.stringify(row) + end).join("");
  const delimiter = format === "csv" ? "," : "\t";
  const cell = (text: string) =>
    format === "csv" && (/[",\r\n;\t]/.test(text) || random.chance(0.2)) ? `"${text.replaceAll('"', '""')}"` : text;
  const lines = [["text", "label"], ...rows.map(({ text, label }) => [text, label])];
  return (random.chance(0.2) ? "\ufeff" : "") + lines.map((cells) => cells.map(cell).join(delimiter) + end).join("");
}

async function* inPieces(bytes: Uint8Array, size: () => number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length;) {
    const next = at + size();
    yield await Promise.resolve(bytes.subarray(at, next));
    at = next;
  }
}

/** Rows and what is wrong with the others; or the words of the refusal. */
async function read(
  bytes: Uint8Array,
  format: Format,
  size: () => number,
): Promise<{ rows: Given[]; all: string; refusal: SkimError | null }> {
  const source = { name: `x.${format}`, format, open: () => inPieces(bytes, size) };
  const rows: Given[] = [];
  const all: unknown[] = [];
  try {
    const found = await detect(source, labels, oneLabel);
    // Two readings are as good: a person is asked, and nothing is read meanwhile.
    if (isQuestion(found)) throw new SkimError("data-set", found.said);
    all.push(found.said);
    for await (const item of readRows(source, found.reading)) {
      all.push(item);
      if (!isMalformed(item))
        rows.push({ text: item.text, label: labels[Number(item.label ?? -1)] ?? item.unknownLabel ?? "" });
    }
    return { rows, all: JSON.stringify(all), refusal: null };
  } catch (error) {
    if (!SkimError.is(error)) throw error;
    return { rows, all: `${JSON.stringify(all)} ${error.message}`, refusal: error };
  }
}

/** CSV, TSV and JSONL: what is well-formed comes back as it was; whatever it is, the pieces in which it comes change nothing. */
export const dataSet: Kind = {
  name: "data set",
  async once(random): Promise<Verdict> {
    const format = random.of(["csv", "tsv", "jsonl"] as const);
    const given = random.many(3 + random.below(12), () => ({
      text: textFor(format, random),
      label: random.of(labels),
    }));
    const whole = new TextEncoder().encode(write(given, format, random));
    const isWhole = random.chance(0.5);
    const bytes = isWhole ? whole : damageBytes(whole, random);
    const once = await read(bytes, format, () => bytes.length);
    const most = random.of([1, 3, 20, 200]);
    const again = await read(bytes, format, () => 1 + random.below(most));
    if (once.all !== again.all)
      throw new Wrong(`other rows in other pieces: ${once.all.slice(0, 200)} and ${again.all.slice(0, 200)}`);
    if (isWhole) {
      must(once.refusal === null, `a well-formed file is refused: ${once.refusal?.message ?? ""}`);
      const [came, went] = [JSON.stringify(once.rows), JSON.stringify(given)];
      must(
        came === went,
        `other rows than were written: ${went.slice(0, 300)} came back as ${came.slice(0, 300)} (${once.all.slice(0, 200)})`,
      );
    }
    if (once.refusal) throw once.refusal;
    return "accepted";
  },
};
