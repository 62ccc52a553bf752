/** A text without some of its characters, as somebody would write it. */

/** Scripts that part words by blanks. */
const joins =
  /[\p{L}\p{N}](?<![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}])/u;

/**
 * The text without the characters from `start` to `end`. The white space before them goes, too, unless a letter follows at once; and
 * where there is none and letters would meet that stood apart, a blank stands between them.
 */
export function without(text: string, start: number, end: number): string {
  const [before, after] = [text.slice(0, start), text.slice(end)];
  const bare = before.trimEnd();
  if (bare === "") return after.trimStart();
  const letter = /^[\p{L}\p{N}]/u.test(after);
  if (bare !== before) return letter ? before + after : bare + after;
  const meet = joins.test(before.slice(-1)) && joins.test(after.slice(0, 1));
  return meet ? `${before} ${after}` : before + after;
}
