import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { toHtml } from "../../src/export/html.js";
import { toJson } from "../../src/export/json.js";
import { pictureNames } from "../../src/export/picture/shown.js";
import { drawn } from "../unit/drawnPicture.js";
import { toCsv, toMarkdown } from "../../src/export/tables.js";
import { readRunFile, writeRunFile } from "../../src/saved/savedRun.js";
import { toText } from "../../src/terminal/print.js";
import { visibleJson } from "../../src/terminal/visible.js";
import { readCsv } from "./csv.js";
import { damageBytes, damageJson } from "./damage.js";
import { must, type Kind } from "./kind.js";
import { wellFormed } from "./markup.js";

const formatOne = ["v1", "v1-by-hand", "v1-pair", "v1-before"].map((name) =>
  readFileSync(`test/fixtures/saved/${name}.skimrun.json`),
);
const runs = formatOne.map((bytes) => readRunFile(bytes, "x.skimrun.json"));
const files: readonly Uint8Array[] = [...formatOne, ...runs.map((run) => writeRunFile(run))];
const written = files.map((bytes) => JSON.parse(new TextDecoder().decode(bytes)) as unknown);

/** The page's body is XML but for its head's empty elements: what stands between <body> and </html>. */
const bodyOf = (html: string): string => html.slice(html.indexOf("<body>"), html.indexOf("</html>"));
const known = (markups: string[]) => {
  const parts = markups.map(wellFormed);
  return { tags: new Set(parts.flatMap((p) => p.tags)), attributes: new Set(parts.flatMap((p) => p.attributes)) };
};
/** What the exports of undamaged runs are made of; more than that came out of the file. */
const inSvg = known(runs.map((run) => drawn(run)));
const inHtml = known(runs.map((run) => bodyOf(toHtml(run))));

function onlyOwn(what: string, markup: string, { tags, attributes }: typeof inSvg): void {
  try {
    const found = wellFormed(markup);
    for (const tag of found.tags) must(tags.has(tag), `a foreign element ${tag}`);
    for (const name of found.attributes) must(attributes.has(name), `a foreign attribute ${name}`);
  } catch (error) {
    must(false, `${what}: ${(error as Error).message}`);
  }
}

/** Lines' ends and tabs apart. */
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]|\p{Cs}/u;
const formula = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

function checkCsv(csv: string): void {
  must(!control.test(csv), "CSV: a control character");
  const data = readCsv(csv);
  for (const cells of data) {
    must(cells.length === data[0]?.length, "CSV: a row of another length");
    // Some spreadsheets cut at these, too.
    for (const part of cells.flatMap((cell) => cell.split(/[;\t]/)))
      must(
        !formula.test(part) || Number.isFinite(Number(part)),
        `CSV: the formula ${JSON.stringify(part.slice(0, 40))}`,
      );
  }
}

function checkMarkdown(markdown: string): void {
  must(!control.test(markdown), "Markdown: a control character");
  must(!/(?<!\\)</.test(markdown), "Markdown: an element");
  must(!/(?<!\\)\]\(/.test(markdown), "Markdown: a link");
  const [table = ""] = markdown.split("\n\n");
  const cells = table.split("\n").map((line) => line.replace(/\\./g, "").split("|").length);
  must(new Set(cells).size === 1, "Markdown: a row of another length");
}

/** *.skimrun.json; what is accepted goes through every export. */
export const savedRun: Kind = {
  name: "skimrun.json",
  once(random) {
    const which = random.below(files.length);
    const damaged = random.chance(0.8)
      ? new TextEncoder().encode(JSON.stringify(damageJson(structuredClone(written[which]), random)))
      : damageBytes(files[which] ?? new Uint8Array(), random);
    const run = readRunFile(damaged, "x.skimrun.json");
    for (const name of pictureNames) onlyOwn("SVG", drawn(run, {}, name), inSvg);
    const page = toHtml(run);
    onlyOwn("HTML", bodyOf(page), inHtml);
    must(!/<script/i.test(page), "HTML: a script");
    checkCsv(toCsv(run));
    checkMarkdown(toMarkdown(run));
    if (run.result) {
      const json = visibleJson(JSON.stringify(toJson(run)));
      must(!/[\p{Cc}\p{Cf}]/u.test(json), "JSON: a control character");
      JSON.parse(json);
      must(!/(?!\n)[\p{Cc}\p{Cf}\p{Cs}]/u.test(toText(run, false)), "terminal: a control character");
    }
    const again = readRunFile(writeRunFile(run), "x.skimrun.json");
    must(isDeepStrictEqual(again, run), "written and read again it is another run");
    return "accepted";
  },
};
