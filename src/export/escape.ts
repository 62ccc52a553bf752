/** Words of a text in other languages: whatever is in them, they stay words. */

/** XML 1.0 has no other control characters, no lone surrogates and neither of these two; HTML is no happier with them. */
const noCharacters = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff\p{Cs}]/gu;

function characters(text: string): string {
  return text.replace(noCharacters, "\ufffd");
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** For text and for quoted attributes, in XML and in HTML. */
export function xml(text: string): string {
  return characters(text).replace(/[&<>"']/g, (c) => entities[c] ?? c);
}

/**
 * One field of RFC 4180. A spreadsheet takes text that begins with = + - @ (or their full-width forms), a tab or a line's end for a
 * formula, and may run it: such text gets an apostrophe in front, which the README says. Numbers are given as numbers and stay so.
 */
export function csv(value: string | number | boolean | null): string {
  if (typeof value !== "string") return value === null ? "" : String(value);
  const text = characters(value);
  const harmless = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
  return /[",\r\n']/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** One cell of a Markdown table: every mark of the language is escaped, and it has no line's end. */
export function markdown(text: string): string {
  return characters(text)
    .replace(/[\s\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/[!-/:-@[-`{-~]/g, (c) => (c === "<" ? "&lt;" : c === "&" ? "&amp;" : `\\${c}`));
}
