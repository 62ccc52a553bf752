/** What is said where not all that stands in a document was read. */
import type { Passage } from "../run/passage.js";

const said = {
  markdown: "Markdown’s text, without its marks.",
  comment: "The comment at the cursor, without its marks.",
  string: "The string at the cursor, without its quotes.",
};

/** Null = the text was read as it stands. */
export function takenText({ taken, pairAt }: Passage): string | null {
  const what = (taken ?? pairAt?.taken)?.what;
  return what === undefined ? null : said[what];
}
