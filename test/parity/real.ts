/**
 * `npm run parity:real -- FOLDER… [--texts N]`: classifiers of any family, as they lie on a disk, against Transformers on 200 texts or N, fp32, nothing
 * skimmed: labels, logits, ids and characters. PYTHON names the Python to take. Ends with status 1 where a label or a token differs.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { openBundle } from "../../src/engine/bundle/bundle.js";
import { Model } from "../../src/engine/model.js";
import { readFolder } from "../../src/worker/folder.js";
import { answersOf } from "./python.js";
import { far, runOf } from "./pytorch.js";

interface Whole {
  ids: number[];
  /** Per token, in UTF-16 units; [0, 0] for those that stand around the text. */
  offsets: [start: number, end: number][];
  logits: number[];
}

/** So many characters are one window of every family. */
const longest = 450;

/** Prose, lists, code and tables of this repository's own pages, and its odd texts: the same at every call. */
function texts(count: number): string[] {
  const cut = (file: string, at: RegExp) => readFileSync(file, "utf8").split(at);
  const parity = JSON.parse(readFileSync("test/fixtures/parity/tiny.json", "utf8")) as { text: string }[];
  const odd = [...parity.map(({ text }) => text), ...cut("test/fixtures/texts/odd.txt", /\n/)];
  const pages = ["README.md", "CONTRIBUTING.md", "models/README.md", "models/train/README.md", "CHANGELOG.md"];
  const fits = (text: string) => text.trim() !== "" && text.length <= longest;
  const prose = pages.flatMap((page) => cut(page, /\n\n|(?<=[.:]) /)).filter(fits);
  const first = odd.filter(fits);
  const rest = Math.max(0, count - first.length);
  const spread = Array.from({ length: rest }, (_, i) => prose[Math.floor((i * prose.length) / rest)] ?? "");
  return [...first, ...spread].slice(0, count);
}

const labelOf = (logits: readonly number[]): number => logits.indexOf(Math.max(...logits));

const { values, positionals: folders } = parseArgs({
  allowPositionals: true,
  options: { texts: { type: "string", default: "200" } },
});
if (folders.length === 0) throw new Error("Say what to compare: npm run parity:real -- FOLDER…");
const asked = texts(Math.max(1, Number(values.texts) || 0));
for (const folder of folders) {
  const answers = answersOf<Whole>("real.py", folder, asked);
  const bundle = await openBundle(readFolder(folder));
  const model = await Model.load(bundle, { precision: "fp32", threads: 1 });
  const { family, layers, hidden } = model.info;
  let labels = 0;
  let same = 0;
  let tokens = 0;
  let largest = 0;
  let first = "";
  for (const [i, text] of asked.entries()) {
    const answer = answers[i] ?? { ids: [], offsets: [], logits: [] };
    const run = await runOf(model, text, { threshold: 0 });
    const own = run.tokens.map(({ id, special, start, end }) => `${id} at ${special ? "0-0" : `${start}-${end}`}`);
    const theirs = answer.ids.map((id, place) => `${id} at ${(answer.offsets[place] ?? []).join("-")}`);
    tokens += own.length;
    if (run.result?.label === labelOf(answer.logits)) labels++;
    largest = Math.max(largest, far(run.result?.logits ?? [], answer.logits));
    const at = theirs.findIndex((token, place) => token !== own[place]);
    if (at < 0 && own.length === theirs.length) same++;
    else
      first ||= `; the first token that differs: ${at < 0 ? theirs.length : at} of ${JSON.stringify(text)}, ${own[at] ?? "none"} here, ${theirs[at] ?? "none"} there`;
  }
  await model.dispose();
  console.log(
    `${folder}: ${family}, ${layers} × ${hidden}; of ${asked.length} texts (${tokens} tokens) ${labels} have the same label and ${same} the same tokens; ` +
      `largest difference of a logit ${largest.toExponential(1)}${first}`,
  );
  for (const note of bundle.notes) console.log(`  ${note}`);
  if (labels < asked.length || same < asked.length) process.exitCode = 1;
}
