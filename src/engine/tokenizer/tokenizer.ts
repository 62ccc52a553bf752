import type { TokenSpan } from "../../run/events.js";
import { AddedTokens } from "./addedTokens.js";
import { LongestMatch } from "./longestMatch.js";
import { Normalize, type Normalized } from "./normalize.js";
import type { Pair, Single } from "./template.js";
import { readTokenizer, type TokenizerJson } from "./tokenizerJson.js";
import { isPunctuation, isWhitespace } from "./unicode.js";
import { reading } from "./unusable.js";

/** Pieces of a word: its spelling's cut points in UTF-16 units, ids between them. */
interface Pieces {
  ids: number[];
  pieces: string[];
  ends: number[];
}

/** Words whose pieces are remembered; real text repeats far fewer. */
const maxRemembered = 50_000;

/**
 * BERT's WordPiece tokenizer with the characters that each piece stands for. Ids, pieces and offsets are those of Python's
 * `tokenizers`; only the unit differs (UTF-16). Lone surrogates, which Python cannot hold, vanish like other controls.
 */
export class Tokenizer {
  /** What stands around one text, and around two; null = the file does not say. */
  readonly single: Single;
  readonly pair: Pair | null;
  /** Ids: one more than the largest. */
  readonly size: number;
  private readonly normalize: Normalize;
  private readonly raw: AddedTokens;
  private readonly normalized: AddedTokens;
  /** UTF-16 units of the longest piece that may begin a word. */
  private readonly longest: number;
  /** Pieces that continue a word, by their spelling without the prefix. */
  private readonly inner = new Map<string, number>();
  private readonly continuing: LongestMatch;
  private readonly remembered = new Map<string, Pieces>();
  private readonly charClass = new Map<number, "space" | "punctuation" | "word">();

  private constructor(private readonly json: TokenizerJson) {
    this.single = json.template.single;
    this.pair = json.template.pair;
    this.size = json.size;
    this.normalize = new Normalize(json.normalizer);
    this.raw = new AddedTokens(json.added.filter((t) => !t.normalized));
    this.normalized = new AddedTokens(
      json.added.filter((t) => t.normalized).map((t) => ({ ...t, content: this.normalize.normalize(t.content).text })),
    );
    const mostUnits = 2 * json.maxWordChars; // longer pieces are in no word that is cut
    let longest = 0;
    let units = 0;
    for (const [piece, id] of json.vocab) {
      if (piece.length <= mostUnits) longest = Math.max(longest, piece.length);
      const rest = piece.length - json.prefix.length;
      if (rest <= 0 || rest > mostUnits || !piece.startsWith(json.prefix)) continue;
      this.inner.set(piece.slice(json.prefix.length), id);
      units += rest;
    }
    this.longest = longest;
    this.continuing = new LongestMatch(this.inner.keys(), units);
  }

  /** Reads a parsed tokenizer.json, or what was made of `file`. Throws SkimError "bundle-tokenizer" where it is damaged, unsupported or of another model. */
  static create(json: unknown, config: { vocab: number }, file = "tokenizer.json"): Tokenizer {
    return reading(file, () => new Tokenizer(readTokenizer(json, config)));
  }

  /** Pieces of the text in its order, without the template's special tokens. "[SEP]" in the text itself is one piece with [SEP]'s id, as in Python. */
  encode(text: string): TokenSpan[] {
    const tokens: TokenSpan[] = [];
    let word = 0;
    const special = (id: number, piece: string, start: number, end: number) =>
      tokens.push({ id, piece, start, end, special: false, word: word++ });
    this.raw.split(
      text,
      (token, start, end) => special(token.id, token.content, start, end),
      (from, to) => {
        const n = this.normalize.normalize(text, from, to);
        this.normalized.split(
          n.text,
          (token, start, end) => special(token.id, token.content, n.start[start] ?? 0, n.end[end - 1] ?? 0),
          (first, last) => (word = this.words(n, first, last, word, tokens)),
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

  /** BertPreTokenizer: words are runs between white space, every punctuation character one of its own. Gives the next word's number. */
  private words(n: Normalized, first: number, last: number, word: number, tokens: TokenSpan[]): number {
    let from = first;
    const close = (to: number) => {
      if (to > from) this.word(n, from, to, word++, tokens);
    };
    for (let at = first; at < last;) {
      const code = n.text.codePointAt(at) ?? 0;
      const next = at + (code > 0xffff ? 2 : 1);
      const kind = this.classOf(code);
      if (kind !== "word") {
        close(at);
        from = kind === "punctuation" ? at : next;
        if (kind === "punctuation") close(next);
        from = next;
      }
      at = next;
    }
    close(last);
    return word;
  }

  private word(n: Normalized, from: number, to: number, word: number, tokens: TokenSpan[]): void {
    const { ids, pieces, ends } = this.piecesOf(n.text.slice(from, to));
    let at = from;
    ids.forEach((id, i) => {
      const next = from + (ends[i] ?? 0);
      const [start = 0, end = 0] = [n.start[at], n.end[next - 1]];
      tokens.push({ id, piece: pieces[i] ?? "", start, end, special: false, word });
      at = next;
    });
  }

  /** WordPiece: the longest piece that fits, again and again; a word that has no such pieces, or too many characters, is unknown. */
  private piecesOf(word: string): Pieces {
    const known = this.remembered.get(word);
    if (known) return known;
    const found = this.cut(word) ?? { ids: [this.json.unk], pieces: [this.json.unkPiece], ends: [word.length] };
    if (this.remembered.size >= maxRemembered) this.remembered.clear();
    if (word.length <= 100) this.remembered.set(word, found);
    return found;
  }

  private cut(word: string): Pieces | null {
    const { vocab, prefix, maxWordChars } = this.json;
    if (word.length > maxWordChars && Array.from(word).length > maxWordChars) return null;
    const found: Pieces = { ids: [], pieces: [], ends: [] };
    let end = Math.min(word.length, this.longest);
    while (end > 0 && !vocab.has(word.slice(0, end))) end--;
    const first = end;
    const lengths = first < word.length ? this.continuing.lengths(word, first, word.length) : [];
    for (let at = 0; at < word.length;) {
      if (at > 0) end = at + (lengths[at - first] ?? 0);
      const id = (at > 0 ? this.inner : vocab).get(word.slice(at, end));
      if (id === undefined || end === at) return null;
      found.ids.push(id);
      found.pieces.push((at > 0 ? prefix : "") + word.slice(at, end));
      found.ends.push(end);
      at = end;
    }
    return found;
  }

  private classOf(code: number): "space" | "punctuation" | "word" {
    let kind = this.charClass.get(code);
    if (kind === undefined) {
      const c = String.fromCodePoint(code);
      kind = isWhitespace(c) ? "space" : isPunctuation(c) ? "punctuation" : "word";
      this.charClass.set(code, kind);
    }
    return kind;
  }
}
