import type { TokenSpan } from "../../run/events.js";
import { AddedTokens } from "./addedTokens.js";
import { Aligned } from "./aligned.js";
import type { Pieces } from "./models/model.js";
import type { Pair, Single } from "./template.js";
import { beginText } from "./regex/match.js";
import { readTokenizer, type TokenizerJson } from "./tokenizerJson.js";
import { trim } from "./trim.js";
import { reading } from "./unusable.js";

/** Words whose pieces are remembered; real text repeats far fewer. */
const maxRemembered = 50_000;
/** The mask token in its usual spellings. */
const maskTokens = ["[MASK]", "<mask>"];
/** UTF-16 units of a word that is remembered. */
const longestRemembered = 100;

/**
 * A text's pieces with the characters that each stands for. Ids and offsets are those of Python's `tokenizers`; only the unit differs
 * (UTF-16). Lone surrogates, which Python cannot hold, are read as U+FFFD.
 */
export class Tokenizer {
  /** What stands around one text, and around two; null = the file does not say. */
  readonly single: Single;
  readonly pair: Pair | null;
  /** Ids: one more than the largest. */
  readonly size: number;
  /** What stands for a word that is hidden, as a text spells it; null = there is no such token. */
  readonly mask: string | null;
  private readonly raw: AddedTokens;
  private readonly normalized: AddedTokens;
  private readonly remembered = new Map<string, Pieces>();

  private constructor(private readonly json: TokenizerJson) {
    beginText();
    this.single = json.template.single;
    this.pair = json.template.pair;
    this.size = json.size;
    this.mask = json.added.find(({ content }) => maskTokens.includes(content))?.content ?? null;
    this.raw = new AddedTokens(json.added.filter((t) => !t.normalized));
    this.normalized = new AddedTokens(
      json.added
        .filter((t) => t.normalized)
        .map((t) => ({ ...t, content: json.normalize(Aligned.of(t.content)).text })),
    );
  }

  /** Reads a parsed tokenizer.json, or what was made of `file`. Throws SkimError "bundle-tokenizer" where it is damaged, unsupported or of another model. */
  static create(json: unknown, config: { vocab: number }, file = "tokenizer.json"): Tokenizer {
    return reading(file, () => new Tokenizer(readTokenizer(json, config)));
  }

  /**
   * Pieces of the text in its order, without the template's special tokens. "[SEP]" in the text itself is one piece with [SEP]'s id, as in
   * Python. Throws SkimError "bundle-tokenizer" where tokenizer.json cannot read this text.
   */
  encode(text: string): TokenSpan[] {
    beginText();
    const tokens: TokenSpan[] = [];
    let word = -1;
    const { pieces, template } = this.json;
    const trims = template.trims.length > 0;
    const add = (id: number, spelled: string | null, start: number, end: number) => {
      const piece = pieces[id] ?? "";
      const token = { id, piece, start, end, special: false, word };
      if (trims) {
        trim(text, spelled ?? piece, token, tokens.length === 0, template.trims);
        // Of a blank that stood in no text Python puts the place, which is none, behind the next token's: here they are in order.
        const last = tokens.at(-1);
        if (last && last.start > token.start && last.start === last.end) last.start = last.end = token.start;
      }
      tokens.push(token);
    };
    const addWord = (aligned: Aligned) => {
      const { ids, starts, ends } = this.piecesOf(aligned.text);
      for (let i = 0; i < ids.length; i++) {
        const start = aligned.start(starts[i] ?? 0);
        // Some tokenizers do not cut a text into words: white space does then.
        if (i === 0 || isBlank(text, start)) word++;
        add(ids[i] ?? 0, null, start, aligned.end((ends[i] ?? 0) - 1));
      }
    };
    this.raw.split(
      text,
      (token, start, end) => {
        word++;
        add(token.id, text.slice(start, end), start, end);
      },
      (from, to) => {
        const aligned = this.json.normalize(Aligned.of(text, from, to));
        this.normalized.split(
          aligned.text,
          (token, start, end) => {
            word++;
            add(token.id, aligned.text.slice(start, end), aligned.start(start), aligned.end(end - 1));
          },
          (first, last) => this.json.split(aligned.slice(first, last)).forEach(addWord),
        );
      },
    );
    return tokens;
  }

  /** Ids as a window of one text has them: with the template's around them. */
  around(ids: readonly number[]): number[] {
    const { before, after } = this.single;
    return [...before.map(({ id }) => id), ...ids, ...after.map(({ id }) => id)];
  }

  private piecesOf(word: string): Pieces {
    const known = this.remembered.get(word);
    if (known) return known;
    const found = this.json.model.cut(word);
    if (this.remembered.size >= maxRemembered) this.remembered.clear();
    if (word.length <= longestRemembered) this.remembered.set(word, found);
    return found;
  }
}

function isBlank(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code <= 0x20 || (code > 0x7f && /\s/.test(text.charAt(at)));
}
