/** A run as a file: `*.skimrun.json` is the Run itself, UTF-8 JSON. Files come from anywhere, so everything is checked. */
import * as v from "valibot";
import { namedBy } from "../run/answer.js";
import { contradictionOf } from "../run/contradiction.js";
import { SkimError } from "../protocol/errors.js";
import { beforeOf, type Run } from "../run/run.js";
import { textsOf } from "../run/passage.js";
import { fromFile } from "../words/text.js";
import { FormatOne } from "./formatOne.js";
import { SavedRun } from "./runForm.js";

/** In every runtime there is (Node, workers, browsers), but in no library that this world is compiled with. */
declare const TextDecoder: new (label: string, options: { fatal: boolean }) => { decode(bytes: Uint8Array): string };
declare const TextEncoder: new () => { encode(text: string): Uint8Array };

/** What this version writes, and the newest that it reads. */
export const runFormat = 2;
export const runFileEnding = ".skimrun.json";
/** Larger files are not read at all. A run of 100,000 tokens and 12 layers is 30 MB. */
export const maxRunFileBytes = 64_000_000;

/** `name`: the file's, for the message. Throws SkimError "run-file" that says what is wrong with it and what to do. */
export function readRunFile(bytes: Uint8Array, name: string): Run {
  if (bytes.length > maxRunFileBytes) throw tooLarge(bytes.length, name);
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    throw wrong(name, `it is ${utf16 ? "UTF-16" : "not UTF-8"} text. Save it again as UTF-8`, cause);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw wrong(name, `it is not JSON (${fromFile((cause as Error).message)}). Save the run again`, cause);
  }
  return readRun(json, name);
}

/** What `readRunFile` does with the parsed JSON. */
export function readRun(json: unknown, name: string): Run {
  const format = typeof json === "object" && json !== null && "format" in json ? json.format : undefined;
  if (typeof format !== "number" || !Number.isSafeInteger(format) || format < 1)
    throw wrong(name, "it is JSON, but not a run that Transkimmer saved (it has no “format” number)");
  if (format > runFormat)
    throw wrong(
      name,
      `it was made by a newer Transkimmer (format ${format}; this one reads ${runFormat}). Update the extension`,
    );
  const parsed = v.safeParse(format === 1 ? FormatOne : SavedRun, json, { abortEarly: true });
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw wrong(name, `${fromFile(v.getDotPath(issue) ?? "it")}: ${fromFile(issue.message)}`);
  }
  const misfit = faultOf(parsed.output);
  if (misfit !== null) throw wrong(name, `its parts do not fit each other: ${misfit}`);
  return parsed.output;
}

/**
 * A run as its file's bytes. `share`: without the place of its document, which names a path of this machine.
 * Throws SkimError "run-file" where the file would be too large to be read again.
 */
export function writeRunFile(run: Run, share = false): Uint8Array {
  const { name } = run.passage;
  // A very long run is no string that JavaScript can hold: it is told before it is made one.
  const least = leastBytes(run);
  if (least > maxRunFileBytes) throw tooLong(least, name);
  const shared = share ? { ...run, passage: { ...textsOf(run.passage), name }, stale: false } : run;
  const bytes = new TextEncoder().encode(JSON.stringify(shared));
  if (bytes.length <= maxRunFileBytes) return bytes;
  throw tooLong(bytes.length, name);
}

/** No run has fewer bytes as a file: the text, a number and a comma a layer for each token, and the least that a token takes. */
function leastBytes({ passage, tokens, model }: Run): number {
  const token = `{"id":0,"piece":"","start":0,"end":0,"special":true,"word":0},`.length;
  return passage.text.length + (passage.pair ?? "").length + tokens.length * (token + 2 * (model.layers + 1));
}

function tooLong(bytes: number, name: string): SkimError {
  return new SkimError("run-file", `The run of ${name} is too long to be saved: ${sizes(bytes)}.`);
}

export function tooLarge(bytes: number, name: string): SkimError {
  return wrong(name, `it has ${sizes(bytes)}. Is it really a saved run`);
}

function sizes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB, and at most ${maxRunFileBytes / 1e6} are read`;
}

/** What is wrong between the parts of a run, and of the one that it is read against; null = nothing. */
function faultOf(run: Run): string | null {
  const fault = misfitOf(run) ?? contradictionOf(run);
  if (fault !== null || !run.before) return fault;
  if (run.forced.length === 0) return "before: nothing is decided by hand";
  const before = beforeOf(run);
  const its = before && (misfitOf(before) ?? contradictionOf(before));
  return its === null ? null : `before.${its}`;
}

/** What is wrong between the parts of a run that are right each by itself; null = nothing. */
function misfitOf(run: Run): string | null {
  const { tokens, windows, model, result } = run;
  const { text, pair = "" } = run.passage;
  const [n, L] = [tokens.length, model.layers];
  const lists: [string, number, number][] = [
    ["settings of the control", run.control.length, L],
    ["the model’s own settings of it", model.control.length, L],
    ["model.cost", model.cost.length, L],
    ["done", run.done.length, windows.length],
    ["depth", run.depth.length, n],
    ...(["scores", "kept", "layerMs", "layerFlops"] as const).map((key): [string, number, number] => [
      key,
      run[key].length,
      n === 0 ? 0 : L, // before the text is in tokens there are none
    ]),
    ...(run.marks ?? []).map((mark, i): [string, number, number] => [`marks.${i}`, mark.values.length, n]),
    ...run.scores.map((row, l): [string, number, number] => [`scores.${l}`, row.length, n]),
    ["windows' tokens", windows.reduce((sum, w) => sum + w.count, 0), n],
  ];
  if (result) {
    lists.push(["result.logits", result.logits.length, model.labels.length]);
    const probabilities = model.task.answer === "number" ? 0 : model.labels.length;
    lists.push(["result.probabilities", result.probabilities.length, probabilities]);
  }
  for (const [what, has, wants] of lists) if (has !== wants) return `${what}: ${has} instead of ${wants}`;
  const { least = -Infinity, most = Infinity } = model.policy.control ?? {};
  const outside = [...run.control, ...model.control].find((setting) => setting < least || setting > most);
  if (outside !== undefined) return `${outside} is no setting of the control: they go from ${least} to ${most}`;
  let first = 0;
  for (const [i, w] of windows.entries()) {
    if (w.first !== first) return `windows.${i}.first: ${w.first} instead of ${first}`;
    if (w.start > w.end || w.end > Math.max(text.length, pair.length)) return `windows.${i} lies outside the text`;
    first += w.count;
  }
  const token = tokens.findIndex((t) => t.start > t.end || t.end > (t.second ? pair : text).length);
  if (token >= 0) return `tokens.${token} lies outside the text`;
  const deep = run.depth.findIndex((d) => d > L);
  if (deep >= 0) return `depth.${deep} is more than ${L} layers`;
  const done = run.done.findIndex((d) => d > L);
  if (done >= 0) return `done.${done} is more than ${L} layers`;
  if (result && namedBy(result).some((label) => label >= model.labels.length))
    return `result.label: there are ${model.labels.length} labels`;
  if (run.state === "done" && !result) return "state is “done”, but there is no result";
  if (run.state === "failed" && result) return "state is “failed”, but there is a result";
  if (run.forced.length > n * L) return `forced: ${run.forced.length} fates of ${n} tokens at ${L} layers`;
  const forced = run.forced.findIndex((f) => f.token >= n || f.from >= L);
  if (forced >= 0) return `forced.${forced} names a token or layer that is not there`;
  const out = run.forced.findIndex((f) => !f.keep && tokens[f.token]?.always);
  if (out >= 0) return `forced.${out} skims what is always kept`;
  if (run.joined.length > n) return `joined: ${run.joined.length} of ${n} tokens`;
  const joined = run.joined.findIndex((j) => j.token >= n || j.into >= n || j.layer >= L);
  return joined >= 0 ? `joined.${joined} names a token or layer that is not there` : null;
}

function wrong(name: string, why: string, cause?: unknown): SkimError {
  return new SkimError("run-file", `${name} cannot be opened as a run: ${why}.`, { cause, file: name });
}
