/** GPT-2's alphabet: a printable character for each byte, those that print being themselves, a blank "Ġ". */
const alphabet = Array.from({ length: 256 }, (_, byte) => byte);
const prints = (byte: number) => (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
let next = 256;
for (const byte of alphabet.slice()) if (!prints(byte)) alphabet[byte] = next++;

/** A blank, in that alphabet. */
export const blank = String.fromCharCode(alphabet[0x20] ?? 0);

const spelled = new Map<number, string>();

/** A character's bytes in that alphabet. */
export function bytesOf(code: number): string {
  let out = spelled.get(code);
  if (out === undefined) {
    out = utf8(code)
      .map((byte) => String.fromCharCode(alphabet[byte] ?? 0))
      .join("");
    spelled.set(code, out);
  }
  return out;
}

/** A code point's bytes of UTF-8; of a lone surrogate those of U+FFFD. */
export function utf8(code: number): number[] {
  if (code >= 0xd800 && code < 0xe000) return utf8(0xfffd);
  if (code < 0x80) return [code];
  const rest = (bits: number) => 0x80 | ((code >> bits) & 0x3f);
  if (code < 0x800) return [0xc0 | (code >> 6), rest(0)];
  if (code < 0x10000) return [0xe0 | (code >> 12), rest(6), rest(0)];
  return [0xf0 | (code >> 18), rest(12), rest(6), rest(0)];
}
