/** The list of runs as it is read: by text, and in each row first what tells it from its neighbours. */
import { controlText } from "../words/policy.js";
import { probabilityText } from "../words/probability.js";
import type { Entry } from "./history.js";

/** Runs of one text: pinned ones first, then the newest. */
export interface TextRows {
  /** Of the text. */
  key: string;
  entries: readonly Entry[];
}

/** `entries`, newest first, by text: those with a pinned run first, then the one that was read last. */
export function byText(entries: readonly Entry[]): TextRows[] {
  const texts = new Map<string, Entry[]>();
  for (const entry of pinnedFirst(entries, (e) => e.pinned)) {
    const key = entry.text ?? entry.excerpt; // lists of earlier versions know no more of it
    texts.set(key, [...(texts.get(key) ?? []), entry]);
  }
  const newest = (text: readonly Entry[]): string =>
    text.reduce((last, e) => (e.started > last ? e.started : last), "");
  const rows = [...texts].map(([key, text]) => ({ key, entries: text }));
  rows.sort((a, b) => newest(b.entries).localeCompare(newest(a.entries)));
  return pinnedFirst(rows, ({ entries: text }) => text.some((e) => e.pinned));
}

/** "0.3 · positive 0.62 · 2.1×", "0.8 random · …" by a policy that the model was not trained for: a narrow side bar cuts the end. */
export function rowText({ control, policy, forced, label, probability, gain }: Entry): string {
  const said = probability === null ? label : `${label} ${shortProbability(probability)}`;
  return [
    control ? [controlText(control.at), policy].filter(Boolean).join(" ") : "unskimmed",
    ...(forced === "" ? [] : [`${forced} by hand`]),
    said,
    `${gain.toFixed(1)}×`,
  ].join(" · ");
}

/** Whether each word of `wanted` stands in what is known of the run, in any case. */
export function matches(entry: Entry, wanted: string): boolean {
  const { title, excerpt, name, model, precision, policy = "" } = entry;
  const known = [title ?? "", excerpt, name, model, precision, policy, rowText(entry)].join("\n").toLowerCase();
  return wanted
    .toLowerCase()
    .split(/\s+/)
    .every((word) => known.includes(word));
}

function pinnedFirst<T>(all: readonly T[], pinned: (one: T) => boolean): T[] {
  return [...all.filter(pinned), ...all.filter((one) => !pinned(one))];
}

/** Two decimals, where they do not say that it is sure. */
function shortProbability(p: number): string {
  return p >= 0.995 || p < 0.005 ? probabilityText(p) : p.toFixed(2);
}
