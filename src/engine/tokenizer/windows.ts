import type { TokenSpan, TokenWindow } from "../../run/events.js";
import { SkimError } from "../../protocol/errors.js";
import type { Special } from "./template.js";
import type { Tokenizer } from "./tokenizer.js";

/** How good it is to cut before a token. */
const inCharacter = 0; // both sides are pieces of one character
const inWord = 1;
const atWord = 2;
const atSentence = 3;

/** What the model reads: tokens in windows, and of each token the token type. */
export interface Reading {
  tokens: TokenSpan[];
  windows: TokenWindow[];
  types: number[];
}

/**
 * Tokens of a text in windows of at most `maxTokens`, the template's special tokens of each counted. The text is tokenised once and the
 * list is cut, so every token is in one window and none changes; the windows' spans touch and cover the whole text. Windows are filled,
 * then cut at the last sentence end of their second half, else at the last word border, else between pieces. Where two windows
 * suffice for the rest, the sentence end nearest to its middle is taken, so that no stub is left.
 */
export function splitWindows(
  text: string,
  tokenizer: Pick<Tokenizer, "encode" | "single">,
  maxTokens: number,
): Reading {
  const { before, type, after } = tokenizer.single;
  const out = new Wrapped();
  for (const { pieces, start, end } of cutText(
    text,
    tokenizer.encode(text),
    maxTokens - before.length - after.length,
  )) {
    out.specials(before, start);
    out.pieces(pieces, type);
    out.specials(after, end);
    out.close(start, end);
  }
  return out;
}

/**
 * … of two texts: the one with fewer tokens stands whole in every window, and the other is cut. Spans of the second text's tokens are
 * offsets into that, those of the windows into the text that is cut. Throws SkimError "text-pair" where both texts are long.
 */
export function splitPair(
  [first, second]: readonly [string, string],
  tokenizer: Pick<Tokenizer, "encode" | "pair">,
  maxTokens: number,
): Reading {
  if (!tokenizer.pair)
    throw new SkimError(
      "bundle-tokenizer",
      "tokenizer.json has no template for two texts: classify one, or choose another model.",
    );
  const { before, between, after, types } = tokenizer.pair;
  const [a, b] = [
    tokenizer.encode(first),
    tokenizer.encode(second).map((piece) => ({ ...piece, second: true as const })),
  ];
  const whole = a.length <= b.length ? a : b;
  const room = maxTokens - before.length - between.length - after.length;
  const left = room - whole.length;
  if (left < Math.max(1, Math.ceil(room / leastShare)) && a.length + b.length > room)
    throw new SkimError(
      "text-pair",
      `The shorter text has ${whole.length} tokens, and the model reads ${maxTokens} at a time: shorten one of the two.`,
    );
  const [cutWhat, cutPieces] = whole === a ? [second, b] : [first, a];
  const out = new Wrapped();
  for (const { pieces, start, end } of cutText(cutWhat, cutPieces, left)) {
    const [left, right] = whole === a ? [a, pieces] : [pieces, b];
    out.specials(before, left[0]?.start ?? 0);
    out.pieces(left, types[0]);
    out.specials(between, left.at(-1)?.end ?? 0);
    out.pieces(right, types[1]);
    out.specials(after, right.at(-1)?.end ?? 0, { second: true });
    out.close(start, end);
  }
  return out;
}

/** Of a window of two texts at least this part is for the one that is cut: with less there were windows without end. */
const leastShare = 8;

/** Pieces and special tokens on their way into windows. */
class Wrapped implements Reading {
  readonly tokens: TokenSpan[] = [];
  readonly windows: TokenWindow[] = [];
  readonly types: number[] = [];

  /** `of`: which text's offset `at` is. */
  specials(specials: readonly Special[], at: number, of: Pick<TokenSpan, "second"> = {}): void {
    for (const { id, piece, type } of specials) {
      this.tokens.push({ id, piece, start: at, end: at, special: true, ...of, word: -1 });
      this.types.push(type);
    }
  }

  pieces(pieces: readonly TokenSpan[], type: number): void {
    for (const piece of pieces) {
      this.tokens.push(piece);
      this.types.push(type);
    }
  }

  /** Ends a window, which covers this stretch of the text. */
  close(start: number, end: number): void {
    const last = this.windows.at(-1);
    const first = last ? last.first + last.count : 0;
    this.windows.push({ first, count: this.tokens.length - first, start, end });
  }
}

/** A text's pieces in stretches of at most `room`; one stretch of none where there are none. */
function* cutText(text: string, pieces: TokenSpan[], room: number) {
  if (!(room >= 1))
    throw new SkimError(
      "bundle-tokenizer",
      "tokenizer.json's special tokens leave no room for a text in what the model reads at a time: choose another model folder.",
      { file: "tokenizer.json" },
    );
  const borders = rateBorders(text, pieces);
  let from = 0;
  let start = 0;
  do {
    const to = pieces.length - from <= room ? pieces.length : cut(borders, from, room);
    // The seam: white space goes with the window before it. Pieces of one character leave it whole to the window before.
    const end = to === pieces.length ? text.length : Math.max(pieces[to - 1]?.end ?? 0, pieces[to]?.start ?? 0);
    yield { pieces: pieces.slice(from, to), start, end };
    from = to;
    start = end;
  } while (from < pieces.length);
}

/** Where the window that begins at piece `from` ends, given that the rest does not fit into it: a border in (from, from + room]. */
function cut(borders: Uint8Array, from: number, room: number): number {
  const rest = borders.length - from;
  const last = from + room;
  if (rest <= 2 * room) {
    const middle = from + rest / 2;
    const least = borders.length - room; // what stays must fit into one window
    let best = 0;
    for (let i = least; i <= last; i++)
      if (borders[i] === atSentence && Math.abs(i - middle) < Math.abs(best - middle)) best = i;
    if (best >= least && best > from) return best;
  }
  for (let i = last; i > from + room / 2; i--) if (borders[i] === atSentence) return i;
  for (const border of [atWord, inWord]) for (let i = last; i > from; i--) if ((borders[i] ?? 0) >= border) return i;
  return last;
}

/** Rates the border before each piece. */
function rateBorders(text: string, pieces: TokenSpan[]): Uint8Array {
  const borders = new Uint8Array(pieces.length);
  let stop = false; // the pieces so far end with a full stop and perhaps closing marks
  for (let i = 1; i < pieces.length; i++) {
    const before = pieces[i - 1];
    const next = pieces[i];
    if (!before || !next) continue;
    const written = text.slice(before.start, before.end);
    stop = /^[.!?…‼⁇-⁉。！？｡।॥؟۔]$/u.test(written) || (stop && /^["'”’»)\]}」』）]$/u.test(written));
    if (before.word === next.word) borders[i] = before.end <= next.start ? inWord : inCharacter;
    else {
      const gap = text.slice(before.end, next.start);
      const paragraph = /\n\s*\n|\r\r|\u2029/.test(gap);
      // "e.g. this" does not end a sentence; Chinese needs no space after its stop.
      const sentence =
        stop && (/[。！？｡]/u.test(written) || (/\s/.test(gap) && !/^\p{Ll}/u.test(text.slice(next.start, next.end))));
      borders[i] = paragraph || sentence ? atSentence : atWord;
    }
  }
  return borders;
}
