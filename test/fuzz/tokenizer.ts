import { parseConfig } from "../../src/engine/bundle/config.js";
import { Tokenizer } from "../../src/engine/tokenizer/tokenizer.js";
import { splitWindows } from "../../src/engine/tokenizer/windows.js";
import { damageJson } from "./damage.js";
import { must, type Kind } from "./kind.js";
import { jsonOf, tiny } from "./tiny.js";

const sizes = parseConfig(jsonOf(tiny, "config.json")).blueprint.shape;
const texts = [
  "red green blue",
  "Naïve 電影🎬\u0000[SEP] unaffable\u202e e\u0301",
  `${"green ".repeat(200)}${"a".repeat(300)}`,
];

/** tokenizer.json with other values; one that is accepted reads texts. */
export const tokenizer: Kind = {
  name: "tokenizer.json",
  once(random) {
    const json = damageJson(jsonOf(tiny, "tokenizer.json"), random);
    const read = Tokenizer.create(JSON.parse(JSON.stringify(json)), sizes);
    for (const text of texts) {
      const { tokens, windows } = splitWindows(text, read, 32);
      let end = 0;
      for (const token of tokens) {
        must(Number.isSafeInteger(token.id) && token.id >= 0 && token.id < sizes.vocab, `the id ${token.id}`);
        must(token.start >= end && token.end >= token.start && token.end <= text.length, "offsets out of order");
        end = token.end;
      }
      must(
        windows.every(({ count }) => count >= 2 && count <= 32),
        "a window of another size",
      );
      must(windows.reduce((sum, { count }) => sum + count, 0) === tokens.length, "tokens of no window");
    }
    return "accepted";
  },
};
