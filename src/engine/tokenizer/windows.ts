import type { TokenSpan, TokenWindow } from "../../run/events.js";
import type { Tokenizer } from "./tokenizer.js";

/** How good it is to cut before a token. */
const inCharacter = 0; // both sides are pieces of one character
const inWord = 1;
const atWord = 2;
const atSentence = 3;

/**
 * Tokens of a text in windows of at most `maxTokens`, [CLS] and [SEP] of each counted. The text is tokenised once and the list is
 * cut, so every token is in one window and none changes; the windows' spans touch and cover the whole text. Windows are filled,
 * then cut at the last sentence end of their second half, else at the last word border, else between pieces. Where two windows
 * suffice for the rest, the sentence end nearest to its middle is taken, so that no stub is left.
 */
export function splitWindows(
  text: string,
  tokenizer: Pick<Tokenizer, "encode" | "cls" | "sep">,
  maxTokens: number,
): { tokens: TokenSpan[]; windows: TokenWindow[] } {
  const room = maxTokens - 2;
  if (!(room >= 1)) throw new RangeError(`no window of ${maxTokens} tokens holds [CLS], a piece and [SEP]`);
  const pieces = tokenizer.encode(text);
  const borders = rateBorders(text, pieces);
  const tokens: TokenSpan[] = [];
  const windows: TokenWindow[] = [];
  let from = 0;
  let start = 0;
  do {
    const to = pieces.length - from <= room ? pieces.length : cut(borders, from, room);
    // The seam: white space goes with the window before it. Pieces of one character leave it whole to the window before.
    const end = to === pieces.length ? text.length : Math.max(pieces[to - 1]?.end ?? 0, pieces[to]?.start ?? 0);
    windows.push({ first: tokens.length, count: to - from + 2, start, end });
    tokens.push({ id: tokenizer.cls, piece: "[CLS]", start, end: start, special: true, word: -1 });
    for (const piece of pieces.slice(from, to)) tokens.push(piece);
    tokens.push({ id: tokenizer.sep, piece: "[SEP]", start: end, end, special: true, word: -1 });
    from = to;
    start = end;
  } while (from < pieces.length);
  return { tokens, windows };
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
