import { TextTaker, type Taken } from "../../run/taken.js";

/** Longer code is not looked through for one comment: UTF-16 units. */
const longest = 1_000_000;

const doubleQuoted = /"(?:\\.|[^"\\\r\n])*"/;
const singleQuoted = /'(?:\\.|[^'\\\r\n])*'/;
const slashes = [/\/\/[^\r\n]*/, /\/\*[^]*?\*\//];
const hash = /(?<![^\s;)}\]])#[^\r\n]*/;
const quoted = [doubleQuoted, singleQuoted];

/** What begins a comment or a string, by VS Code's names of languages. Regular expressions of a language are not known: a quote in one begins a string
 *  that ends with its line. */
const languages: readonly { names: string; parts: readonly RegExp[] }[] = [
  {
    names: "javascript javascriptreact typescript typescriptreact",
    parts: [...slashes, ...quoted, /`(?:\\[^]|[^`\\])*`/],
  },
  {
    names: "c cpp csharp cuda-cpp dart java jsonc kotlin less objective-c objective-cpp php scala scss swift",
    parts: [...slashes, ...quoted],
  },
  { names: "go", parts: [...slashes, ...quoted, /`[^`]*`/] },
  { names: "rust", parts: [...slashes, doubleQuoted] }, // 'a is a lifetime
  { names: "css", parts: [/\/\*[^]*?\*\//, ...quoted] },
  { names: "python", parts: [hash, /"""[^]*?"""/, /'''[^]*?'''/, ...quoted] },
  {
    names: "coffeescript dockerfile elixir julia makefile perl powershell r ruby shellscript toml yaml",
    parts: [hash, ...quoted],
  },
  { names: "sql", parts: [/--[^\r\n]*/, /\/\*[^]*?\*\//, /'(?:''|[^'])*'/] },
  { names: "lua", parts: [/--\[\[[^]*?\]\]/, /--[^\r\n]*/, ...quoted] },
  { names: "haskell", parts: [/--[^\r\n]*/, /\{-[^]*?-\}/, doubleQuoted] },
  { names: "html xml xsl", parts: [/<!--[^]*?-->/] },
  { names: "clojure ini", parts: [/;[^\r\n]*/, /"(?:\\[^]|[^"\\])*"/] },
];
const partsOf = new Map(
  languages.flatMap(({ names, parts }) =>
    names.split(" ").map((name) => [name, parts.map(({ source }) => source).join("|")] as const),
  ),
);

/** A comment or a string, from its first mark to its last. */
interface Part {
  start: number;
  end: number;
  text: string;
}

/** What a comment or a string says that holds this place, and where it begins; comments of one line each that follow one another are one. Null = it lies in
 *  neither, or the language is not known. */
export function codeTextAt(
  language: string,
  code: string,
  place: number,
): { start: number; text: string; taken: Taken } | null {
  const pattern = partsOf.get(language);
  if (pattern === undefined || code.length > longest) return null;
  const parts = Array.from(code.matchAll(new RegExp(pattern, "g")), ({ index, 0: text }) => ({
    start: index,
    end: index + text.length,
    text,
  }));
  const at = parts.findLastIndex(({ start, end }) => start <= place && place <= end);
  const part = parts[at];
  if (!part) return null;
  const taker = new TextTaker(code);
  if (/^["'`]/.test(part.text)) {
    const [marks = ""] = /^("""|'''|["'`])/.exec(part.text) ?? [];
    taker.take(part.start + marks.length, part.end - marks.length);
    return taken(taker, part.start, part.end, "string");
  }
  const [first, last] = isLine(part) ? together(code, parts, at) : [at, at];
  for (const { start, text } of parts.slice(first, last + 1)) takeComment(taker, start, text);
  return taken(taker, parts[first]?.start ?? part.start, parts[last]?.end ?? part.end, "comment");
}

function taken(taker: TextTaker, start: number, end: number, what: Taken["what"]) {
  const found = taker.between(start, end, what);
  return found && { start, ...found };
}

const isLine = ({ text }: Part): boolean => /^(\/\/|#|--(?!\[\[)|;)/.test(text);

/** First and last of the comments that stand alone on lines that follow one another. */
function together(code: string, parts: readonly Part[], at: number): [first: number, last: number] {
  const follows = (a: Part | undefined, b: Part | undefined): boolean =>
    a !== undefined &&
    b !== undefined &&
    isLine(a) &&
    isLine(b) &&
    /^(\r\n|\r|\n)[^\S\r\n]*$/.test(code.slice(a.end, b.start));
  let [first, last] = [at, at];
  if (!standsAlone(code, parts[at])) return [at, at];
  while (follows(parts[first - 1], parts[first]) && standsAlone(code, parts[first - 1])) first--;
  while (follows(parts[last], parts[last + 1])) last++;
  return [first, last];
}

function standsAlone(code: string, part: Part | undefined): boolean {
  return part !== undefined && /(^|[\r\n])[^\S\r\n]*$/.test(code.slice(Math.max(0, part.start - 200), part.start));
}

/** Line by line, without what marks it: slashes, stars, hashes. */
function takeComment(taker: TextTaker, start: number, text: string): void {
  const end = text.length - (/(\*\/|-->|-\}|\]\])$/.exec(text)?.[0].length ?? 0);
  if (taker.text !== "") taker.take(start, start, "\n");
  for (const { index, 0: line } of text.slice(0, end).matchAll(/[^\r\n]+|\r\n|[\r\n]/g)) {
    const marks = /^[\r\n]/.test(line)
      ? 0
      : (/^\s*(\/\*+!?|\/\/[/!]*|#+!?|<!--+|--(\[\[)?|\{-|;+|\*(?!\*))?[^\S\r\n]?/.exec(line)?.[0].length ?? 0);
    taker.take(start + index + marks, start + index + line.length);
  }
}
