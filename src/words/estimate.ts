/** How long a text is before it is in tokens. */

/** English text, characters a token. */
const charactersPerToken = 4.5;
/** Scripts without blanks between words, and Hangul: a tokenizer gives nearly each character a token. */
const tokenEach =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;
/** A text longer than both together is looked at in so many stretches of so many UTF-16 units. */
const [stretches, stretch] = [128, 64];

/** Tokens of a text, about, [CLS] and [SEP] aside; in a moment, however long it is. */
export function estimatedTokens(text: string): number {
  const sample = sampleOf(text);
  const found = sample.match(tokenEach) ?? [];
  const units = found.reduce((sum, { length }) => sum + length, 0);
  const tokens = found.length + (sample.length - units) / charactersPerToken;
  return Math.round((tokens * text.length) / Math.max(1, sample.length));
}

/** Stretches from begin to end, equally far apart; a short text is whole. */
function sampleOf(text: string): string {
  if (text.length <= stretches * stretch) return text;
  const step = (text.length - stretch) / (stretches - 1);
  return Array.from({ length: stretches }, (_, i) => {
    const at = Math.floor(i * step);
    return text.slice(at, at + stretch);
  }).join("");
}
