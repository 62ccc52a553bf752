import { decodeNamedCharacterReference } from "decode-named-character-reference";
import { parse, postprocess, preprocess } from "micromark";
import { gfmStrikethrough } from "micromark-extension-gfm-strikethrough";
import { gfmTable } from "micromark-extension-gfm-table";
import { gfmTaskListItem } from "micromark-extension-gfm-task-list-item";
import { decodeNumericCharacterReference } from "micromark-util-decode-numeric-character-reference";
import { TextTaker } from "../../run/taken.js";

const extensions = [gfmTable(), gfmStrikethrough(), gfmTaskListItem()];

/** Nothing in them is text that a reader sees: addresses, HTML, what stands behind a fence, a table's rule. */
const unread = new Set([
  "codeFencedFence",
  "definition",
  "htmlFlow",
  "htmlText",
  "reference",
  "resource",
  "setextHeadingLine",
  "tableDelimiterRow",
  "taskListCheck",
]);
/** A link's address is its text where it has no other. */
const read = new Set([
  "autolinkEmail",
  "autolinkProtocol",
  "characterEscapeValue",
  "codeFlowValue",
  "codeTextData",
  "data",
]);
const lineEnds = new Set(["lineEnding", "lineEndingBlank"]);

/** UTF-16 units: so many take a second of the extensions' only thread. */
const longest = 100_000;
/** Within one block micromark's time grows with the square of these. */
const mostMarks = 1000;
const tooDeep = /^(?:[ \t]*(?:>|[*+-][ \t])){20}/m;

function takesTooLong(source: string): boolean {
  if (source.length > longest || tooDeep.test(source)) return true;
  return source.split(/\n\s*\n/).some((block) => (block.match(/[*_~]+|\]\(/g)?.length ?? 0) > mostMarks);
}

/** What a Markdown document says, without its marks. As micromark (CommonMark, GitHub's tables, strikethrough and tasks) reads it, behind YAML and a byte order mark. Null = it would take too long. */
export function markdownText(source: string): TextTaker | null {
  if (takesTooLong(source)) return null;
  const taker = new TextTaker(source);
  const document = parse({ extensions }).document();
  const [{ length: before }] = /^\ufeff?(?:---[^\S\r\n]*[\r\n][^]*?[\r\n]---[^\S\r\n]*(?=[\r\n]|$))?/.exec(source) ?? [
    "",
  ];
  let deep = 0;
  for (const [kind, token] of postprocess(document.write(preprocess()(source.slice(before), undefined, true)))) {
    const { type } = token;
    if (unread.has(type)) deep += kind === "enter" ? 1 : -1;
    if (deep > 0 || kind === "exit") continue;
    const [start, end] = [token.start.offset + before, token.end.offset + before];
    if (read.has(type)) taker.take(start, end);
    else if (type === "characterReference") taker.take(start, end, decoded(source.slice(start + 1, end - 1)));
    else if (type === "tableCellDivider" && !/\s$/.test(taker.text)) taker.take(start, end, " ");
    else if (lineEnds.has(type) && !/(?:\r\n\r\n|\n\n|\r\r)$/.test(taker.text)) taker.take(start, end);
  }
  return taker;
}

/** What stands between & and ; as a character. */
function decoded(reference: string): string {
  if (!reference.startsWith("#")) return decodeNamedCharacterReference(reference) || `&${reference};`;
  const isHex = /^#x/i.test(reference);
  return decodeNumericCharacterReference(reference.slice(isHex ? 2 : 1), isHex ? 16 : 10);
}
