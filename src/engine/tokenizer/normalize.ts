import { decompose, isChinese, isMark, isRemoved, isWhitespace } from "./unicode.js";

/** Settings of tokenizer.json's BertNormalizer. */
export interface BertNormalizer {
  cleanText: boolean;
  chineseChars: boolean;
  stripAccents: boolean;
  lowercase: boolean;
}

/** Normalised text that knows where it came from. */
export interface Normalized {
  text: string;
  /** Per UTF-16 unit of `text`: the original character (start and end in UTF-16 units) that it stands for. */
  start: Uint32Array;
  end: Uint32Array;
}

/**
 * BERT's normalisation of text[from, to): clean, set Chinese characters apart, strip accents, lowercase. Each character becomes
 * none, one or more, whatever its neighbours; so its spelling is looked up once, and all that it becomes is aligned with it.
 * (Canonical reordering, the one thing that looks at neighbours, moves marks, which strip_accents strips. Left over are the spacing
 * marks of musical notation and two Hangul tone marks: the library's offsets of a word that mixes them differ from these.)
 */
export class Normalize {
  private readonly spelling = new Map<number, string>();

  constructor(private readonly options: BertNormalizer) {}

  normalize(text: string, from = 0, to = text.length): Normalized {
    const parts: string[] = [];
    let start = new Uint32Array((to - from) * 2 + 16);
    let end = new Uint32Array(start.length);
    let length = 0;
    for (let at = from; at < to;) {
      const code = text.codePointAt(at) ?? 0;
      const next = Math.min(to, at + (code > 0xffff ? 2 : 1));
      let out = this.spelling.get(code);
      if (out === undefined) this.spelling.set(code, (out = this.spell(String.fromCodePoint(code))));
      if (length + out.length > start.length) {
        start = grow(start);
        end = grow(end);
      }
      start.fill(at, length, length + out.length);
      end.fill(next, length, length + out.length);
      length += out.length;
      parts.push(out);
      at = next;
    }
    return { text: parts.join(""), start: start.subarray(0, length), end: end.subarray(0, length) };
  }

  private spell(c: string): string {
    const { cleanText, chineseChars, stripAccents, lowercase } = this.options;
    if (cleanText && isRemoved(c)) return "";
    let out = cleanText && isWhitespace(c) ? " " : c;
    if (chineseChars && isChinese(out)) out = ` ${out} `;
    // One character by one: U+03A3 becomes U+03C3 at a word's end too, as in the library.
    if (stripAccents)
      out = Array.from(out, (d) =>
        Array.from(decompose(d))
          .filter((e) => !isMark(e))
          .join(""),
      ).join("");
    if (lowercase) out = Array.from(out, (d) => d.toLowerCase()).join("");
    return out;
  }
}

function grow(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}
