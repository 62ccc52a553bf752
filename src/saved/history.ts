/** The list of runs that a workspace keeps: what is said of each, which run takes another's place, and which are dropped. */
import { byHandCount } from "../run/byHand.js";
import { fingerprint } from "./fingerprint.js";
import { policyText, settingText } from "../words/policy.js";
import { answerText, answerWith } from "../words/answer.js";
import type { Semantics } from "../run/semantics.js";
import { costOf, type Precision, type Run } from "../run/run.js";
import { sameQuestion } from "../run/question.js";

/** One finished run of the history; the run itself lies in a file of its own, named by the id. */
export interface Entry {
  id: string;
  /** Given by a person; null = none, and the text speaks for itself. */
  title: string | null;
  /** Never dropped. */
  pinned: boolean;
  /** ISO 8601, UTC. */
  started: string;
  /** Beginning of the text, on one line. */
  excerpt: string;
  /** Fingerprint of all that was read: runs of one text stand together. Absent in lists of before. */
  text?: string;
  /** For people: the document's name. */
  name: string;
  /** Document and UTF-16 offset; absent for typed text. */
  uri?: string;
  offset?: number;
  model: string;
  precision: Precision;
  /** Absent = dropped. */
  semantics?: Semantics;
  /** By what words left; absent = by what the model was trained for. */
  policy?: string;
  /** What was turned, and its settings, one per layer; null = there was nothing to turn. */
  control: { name: string; at: number[] } | null;
  /** What was kept or skimmed by hand: "3 words and [SEP]"; empty = nothing. */
  forced: string;
  /** What the model said: a label, some of them, or a number. */
  label: string;
  /** Of that label, 0 … 1; null = it is not one label. */
  probability: number | null;
  tokens: number;
  /** FLOPs gain, dense / skimmed. */
  gain: number;
}

/** That many of the newest runs are kept; pinned ones are not counted. */
export const mostKept = 50;
const excerptLength = 80;

/** Throws where the run is not done: only finished runs are remembered. */
export function entryOf(run: Run): Entry {
  const { result, passage } = run;
  const { gain } = costOf(run);
  const { control } = run.model.policy;
  const read = passage.pair === undefined ? passage.text : `${passage.text} ‖ ${passage.pair}`;
  if (!result || gain === null) throw new Error(`run ${run.id} is not done`);
  return {
    id: run.id,
    title: null,
    pinned: false,
    started: run.started,
    excerpt: excerptOf(read),
    text: fingerprint(read),
    name: passage.name,
    ...(passage.uri === undefined ? {} : { uri: passage.uri }),
    ...(passage.offset === undefined ? {} : { offset: passage.offset }),
    model: run.model.name,
    precision: run.precision,
    semantics: run.model.semantics,
    ...(run.model.policy.untrained ? { policy: run.model.policy.name } : {}),
    control: control && { name: control.name, at: run.control },
    forced: run.forced.length > 0 ? byHandCount(run) : "",
    label: answerText(run.model.labels, result),
    probability: result.label === null ? null : (result.probabilities[result.label] ?? 0),
    tokens: run.tokens.length,
    gain,
  };
}

/**
 * Whether `run` takes the place of `last`, the run before it: the control only passed `last` on its way there (`passed`), or both are
 * the very same question.
 */
export function replaces(last: Run, run: Run, passed: boolean): boolean {
  return (
    sameQuestion("fates", last, run) &&
    last.passage.name === run.passage.name &&
    last.passage.uri === run.passage.uri &&
    (passed || String(last.control) === String(run.control))
  );
}

/** `entries`, newest first, with `entry` in front; `instead`: the id of the entry whose place it takes. One that is pinned, named, or
 *  of `compared`, the runs that are A and B, stays. */
export function withEntry(
  entries: readonly Entry[],
  entry: Entry,
  instead: string | null,
  compared: readonly string[],
): Entry[] {
  const stays = (e: Entry): boolean => e.id !== instead || e.pinned || e.title !== null || compared.includes(e.id);
  const rest = entries.filter((e) => e.id !== entry.id && stays(e));
  return bounded([entry, ...rest]);
}

/** Drops the oldest beyond `mostKept`, and no pinned one. */
export function bounded(entries: readonly Entry[]): Entry[] {
  let loose = 0;
  return entries.filter((e) => e.pinned || loose++ < mostKept);
}

/**
 * This window's list, after other windows that keep theirs in the same place wrote it (`theirs`): what they added since comes in,
 * what they deleted goes, what they named or pinned is so here. `there`: ids of the runs' files. They alone say which runs there are,
 * for of two lists that are written at the same moment one is lost, and no run may be. `known`: the list when this window last read
 * or wrote it. Of a run that was named or pinned here and there, this window's word holds.
 */
export function withOthers(
  ours: readonly Entry[],
  theirs: readonly Entry[],
  known: readonly Entry[],
  there: ReadonlySet<string>,
): Entry[] {
  const [here, other, before] = [ours, theirs, known].map((entries) => new Map(entries.map((e) => [e.id, e]))) as [
    Map<string, Entry>,
    Map<string, Entry>,
    Map<string, Entry>,
  ];
  const untouched = (e: Entry, was: Entry): boolean => e.title === was.title && e.pinned === was.pinned;
  const left = ours.flatMap((e) => {
    if (!there.has(e.id)) return [];
    const [its, was] = [other.get(e.id), before.get(e.id)];
    const isTheirs = its !== undefined && was !== undefined && untouched(e, was) && !untouched(its, was);
    return [isTheirs ? { ...e, title: its.title, pinned: its.pinned } : e];
  });
  const added = theirs.filter((e) => !here.has(e.id) && there.has(e.id));
  if (added.length === 0) return left;
  return bounded([...left, ...added].sort((a, b) => b.started.localeCompare(a.started)));
}

/** The text's beginning on one line; control and direction characters never steer the list. */
function excerptOf(text: string): string {
  const line = text
    .slice(0, 4 * excerptLength)
    .replace(/[\s\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, " ")
    .trim();
  const characters = Array.from(line);
  return characters.length <= excerptLength ? line : `${characters.slice(0, excerptLength - 1).join("")}…`;
}

/** What tells A from B: "negative 0.959, threshold 0.5". */
export function comparedText(run: Run): string {
  const { labels, policy } = run.model;
  const said = run.result ? answerWith(labels, run.result) : "no result";
  const setting = policy.untrained && policy.control ? policyText(run) : settingText(policy.control, run.control);
  return `${said}, ${setting}`;
}
