import { readdirSync, readFileSync } from "node:fs";
import { Tokenizer } from "../../src/engine/tokenizer/tokenizer.js";
import { splitPair, splitWindows, type Reading } from "../../src/engine/tokenizer/windows.js";
import { damageJson } from "./damage.js";
import { must, type Kind } from "./kind.js";
import { jsonOf, tiny } from "./tiny.js";

const texts = [
  "red green blue",
  "Naïve 電影🎬\u0000[SEP] unaffable\u202e e\u0301",
  `${"green ".repeat(200)}${"a".repeat(300)}`,
  "\ud83d  I'm\r\n\t``x''  <mask> 123\u3000",
] as const;
const window = 32;

/** Files of every kind: WordPiece, byte-level BPE, Unigram, with what goes before and after. */
const folder = "test/fixtures/tokenizers";
const kinds = readdirSync(folder)
  .filter((name) => !/^(texts|forms|split-.*)\.json$/.test(name) || name === "split-regex.json")
  .map((name) => readFileSync(`${folder}/${name}`, "utf8"));

/** tokenizer.json with other values; one that is accepted reads texts. */
export const tokenizer: Kind = {
  name: "tokenizer.json",
  once(random) {
    const kind = random.chance(0.3) ? null : (JSON.parse(random.of(kinds)) as { tokenizer: unknown; rows: number });
    const rows = kind?.rows ?? 1000;
    const json = damageJson(kind?.tokenizer ?? jsonOf(tiny, "tokenizer.json"), random);
    const read = Tokenizer.create(JSON.parse(JSON.stringify(json)), { vocab: rows });
    for (const text of texts) sane(splitWindows(text, read, window), text.length, rows);
    if (read.pair) sane(splitPair([texts[0], texts[2]], read, window), texts[2].length, rows);
    return "accepted";
  },
};

function sane({ tokens, windows, types }: Reading, length: number, rows: number): void {
  must(types.length === tokens.length, "tokens without a type");
  let [start, end] = [0, 0];
  for (const token of tokens) {
    must(Number.isSafeInteger(token.id) && token.id >= 0 && token.id < rows, `the id ${token.id}`);
    must(token.end >= token.start && token.end <= length, "offsets outside the text");
    if (windows.length > 1 || token.special) continue;
    must(token.start >= start && token.end >= end, "offsets out of order");
    [start, end] = [token.start, token.end];
  }
  must(
    windows.every(({ count }) => count >= 1 && count <= window),
    "a window of another size",
  );
  must(windows.reduce((sum, { count }) => sum + count, 0) === tokens.length, "tokens of no window");
}
