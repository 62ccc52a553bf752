import { LongestMatch } from "./longestMatch.js";

/** A token that is looked for in the text before words are: [SEP], [MASK], what a user added. */
export interface AddedToken {
  id: number;
  content: string;
  /** Look for it in the normalised text, not in the text as it stands. */
  normalized: boolean;
  /** Only where no word character touches it. */
  singleWord: boolean;
  /** Takes the white space before it, after it. */
  lstrip: boolean;
  rstrip: boolean;
}

const wordBefore = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]$/u;
const wordAfter = /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u;
const space = /\p{White_Space}/u;

/** Finds added tokens, the leftmost first, of those the longest: as Python's `tokenizers` does. */
export class AddedTokens {
  private readonly tokens = new Map<string, AddedToken>();
  private readonly contents: LongestMatch | null;

  constructor(tokens: AddedToken[]) {
    for (const token of tokens) if (token.content !== "") this.tokens.set(token.content, token);
    const contents = [...this.tokens.keys()];
    const units = contents.reduce((sum, { length }) => sum + length, 0);
    this.contents = units > 0 ? new LongestMatch(contents, units) : null;
  }

  /** Calls `found` and `between` in the text's order with offsets into it; `between` only for stretches that are not empty. */
  split(
    text: string,
    found: (token: AddedToken, start: number, end: number) => void,
    between: (start: number, end: number) => void,
  ): void {
    let at = 0;
    const lengths = this.contents?.lengths(text, 0, text.length) ?? [];
    for (let next = 0; next < lengths.length;) {
      let start = next;
      let end = start + (lengths[start] ?? 0);
      next = Math.max(end, start + 1);
      if (end === start) continue;
      const token = this.tokens.get(text.slice(start, end));
      if (!token) continue;
      if (start < at) continue; // begins in white space that the token before took
      if (
        token.singleWord &&
        (wordBefore.test(text.slice(Math.max(0, start - 2), start)) || wordAfter.test(text.slice(end, end + 2)))
      )
        continue;
      if (token.lstrip) while (start > at && space.test(text.charAt(start - 1))) start--;
      if (token.rstrip) while (end < text.length && space.test(text.charAt(end))) end++;
      if (start > at) between(at, start);
      found(token, start, end);
      at = end;
    }
    if (at < text.length) between(at, text.length);
  }
}
