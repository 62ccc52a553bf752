import { blank } from "./bytes.js";

const isBlank = (c: string) => c === blank || (!(c > " " && c < "\u0080") && /^\p{White_Space}$/u.test(c));

/**
 * Takes off a token's span the white space that it is spelled with at its ends, as a post-processor with trim_offsets does; one of `trims`
 * each, true = the first token's one blank may be add_prefix_space's, and stays.
 */
export function trim(
  text: string,
  spelled: string,
  span: { start: number; end: number },
  first: boolean,
  trims: readonly boolean[],
): void {
  const count = (from: number, step: 1 | -1) => {
    let n = 0;
    while (isBlank(spelled.charAt(from + n * step))) n++;
    return n;
  };
  const [leading, trailing] = [count(0, 1), count(spelled.length - 1, -1)];
  if (leading === 0 && trailing === 0) return;
  for (const prefixed of trims) {
    const stays = leading === 1 && prefixed && (first || span.start === 0);
    for (let left = stays ? 0 : leading; left > 0 && span.start < span.end; left--)
      span.start += (text.codePointAt(span.start) ?? 0) > 0xffff ? 2 : 1;
    for (let left = trailing; left > 0 && span.end > span.start; left--)
      span.end -= span.end > 1 && (text.codePointAt(span.end - 2) ?? 0) > 0xffff ? 2 : 1;
  }
}
