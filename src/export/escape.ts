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

/** What a spreadsheet takes for the beginning of a formula; full-width forms count in East Asian versions. */
const formula = "=+\\-@\uff1d\uff0b\uff0d\uff20";
const atStart = new RegExp(`^[${formula}\\t\\r\\n]`);
/** A spreadsheet that cuts at semicolons or tabs cuts within our quotes too: there they stand in the middle of a cell. */
const afterCut = new RegExp(`([;\\t\\r\\n])(?=["\\s]*[${formula}])`, "g");

/**
 * One field of RFC 4180. A spreadsheet may run text that it takes for a formula: such text gets an apostrophe in front, which the README
 * says. Numbers are given as numbers and stay so.
 */
export function csv(value: string | number | boolean | null): string {
  if (typeof value !== "string") return value === null ? "" : String(value);
  const text = characters(value);
  const harmless = (atStart.test(text) ? `'${text}` : text).replace(afterCut, "$1'");
  return /[",;\t\r\n']/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** One cell of a Markdown table: every mark of the language is escaped, and it has no line's end. */
export function markdown(text: string): string {
  return characters(text)
    .replace(/[\s\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/[!-/:-@[-`{-~]/g, (c) => (c === "<" ? "&lt;" : c === "&" ? "&amp;" : `\\${c}`));
}
