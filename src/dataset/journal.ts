import * as v from "valibot";
import { SkimError } from "../protocol/errors.js";
import type { Outcome } from "../protocol/evaluation.js";
import type { Row } from "./rows.js";

/** Where a journal's lines are kept, in the order in which they were appended. */
export interface JournalStore {
  /** For people. */
  name: string;
  lines(): AsyncIterable<string>;
  /** Whole lines, each with its line end. */
  append(lines: string): Promise<void>;
}

/** What the outcomes depend on, beside the texts. A journal of another key is of another evaluation. */
export interface JournalKey {
  /** Name of the model and what changes when its files do. */
  model: string;
  precision: string;
  thresholds: number[];
  /** Distinct runs of a text at most; absent = only the thresholds. */
  exact?: number;
  layers: number;
  classes: number;
  text: string;
  label: string | null;
}

/** What became of a row: its outcome, or why the engine could not run it. */
export type Entry = { outcome: Outcome } | { failed: string };

/** Written this often, milliseconds, or when this much has gathered: what a crash costs. */
const flushEvery = 2000;
const flushLength = 64 * 1024;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Header = v.object({ format: v.literal(1), kind: v.literal("evaluation"), key: v.string() });
const Line = v.object({
  row: count,
  hash: v.string(),
  failed: v.optional(v.string()),
  outcome: v.optional(
    v.object({
      tokens: count,
      flopsDense: v.number(),
      backend: v.string(),
      at: v.array(v.object({ label: count, flops: v.number(), kept: v.array(count) })),
      exact: v.exactOptional(
        v.object({
          lo: v.array(v.number()),
          hi: v.pipe(v.array(v.number()), v.minLength(1)),
          label: v.array(count),
          flops: v.array(v.number()),
          leastFlops: v.number(),
        }),
      ),
    }),
  ),
});

/**
 * The outcomes of the rows done, in their order, so that an evaluation that was stopped, or whose window or machine went, goes on
 * where it was: it reads the file anew and takes the rows that the journal knows from there. Everything else is added up anew, so
 * the table is the same as an unbroken run's. Each line carries a hash of its row: a file that was edited meanwhile is noticed.
 */
export class Journal {
  #past: AsyncIterator<string> | null;
  #ahead: v.InferOutput<typeof Line> | null = null;
  #unwritten = "";
  #flushed = 0; // the first row is written at once

  private constructor(
    private readonly store: JournalStore,
    private readonly key: JournalKey,
    past: AsyncIterator<string> | null,
  ) {
    this.#past = past;
  }

  /** Begins a journal; the store must be empty. */
  static begin(store: JournalStore, key: JournalKey): Journal {
    const journal = new Journal(store, key, null);
    journal.#unwritten = `${JSON.stringify({ format: 1, kind: "evaluation", key: JSON.stringify(key) })}\n`;
    return journal;
  }

  /** Goes on with a journal; begins one where the store is empty. Throws SkimError "data-set" if it is of another evaluation. */
  static async resume(store: JournalStore, key: JournalKey): Promise<Journal> {
    const lines = store.lines()[Symbol.asyncIterator]();
    let torn = "";
    let heading: unknown = null;
    while (heading === null) {
      const next = await lines.next();
      if (next.done) {
        const journal = Journal.begin(store, key);
        journal.#unwritten = torn + journal.#unwritten;
        return journal;
      }
      heading = parse(next.value);
      torn = "\n"; // a heading that a crash has torn is no JSON: the next one begins a line of its own
    }
    const header = v.safeParse(Header, heading);
    if (!header.success || header.output.key !== JSON.stringify(key))
      throw new SkimError(
        "data-set",
        `${store.name} is of another evaluation (another model, precision, columns or thresholds): start anew, without resuming.`,
        { file: store.name },
      );
    const journal = new Journal(store, key, lines);
    journal.#unwritten = "\n"; // ends a line that a crash may have torn
    return journal;
  }

  /** What became of this row before; null = it is still to be run. Ask for each row in order. Throws SkimError "data-set". */
  async past(row: Row): Promise<Entry | null> {
    while (this.#past) {
      this.#ahead ??= await this.#next(this.#past);
      if (this.#ahead && this.#ahead.row < row.row) this.#ahead = null;
      else if (this.#ahead?.row === row.row) break;
      else this.#past = null; // the end, or a gap: from here on everything is run again
    }
    if (!this.#past || !this.#ahead) return null;
    const { hash, failed, outcome } = this.#ahead;
    this.#ahead = null;
    if (hash !== hashOf(row))
      throw new SkimError(
        "data-set",
        `The data set was edited since the evaluation began (line ${row.line} is another): start anew, without resuming.`,
      );
    if (failed !== undefined) return { failed };
    return outcome && this.#fits(outcome) ? { outcome } : null;
  }

  /** Adds a row, after all before it. */
  async write(row: Row, entry: Entry): Promise<void> {
    this.#unwritten += `${JSON.stringify({ row: row.row, hash: hashOf(row), ...entry })}\n`;
    if (this.#unwritten.length >= flushLength || Date.now() - this.#flushed >= flushEvery) await this.flush();
  }

  async flush(): Promise<void> {
    this.#flushed = Date.now();
    const lines = this.#unwritten;
    if (lines === "" || lines === "\n") return; // a line end alone waits for what it comes before
    this.#unwritten = "";
    await this.store.append(lines);
  }

  async #next(lines: AsyncIterator<string>): Promise<v.InferOutput<typeof Line> | null> {
    for (;;) {
      const next = await lines.next();
      if (next.done) return null;
      const line = v.safeParse(Line, parse(next.value));
      if (line.success) return line.output; // others were torn
    }
  }

  #fits({ at, exact }: Outcome): boolean {
    const { thresholds, layers, classes } = this.key;
    const runs = exact?.hi.length;
    if ((this.key.exact === undefined) !== (exact === undefined)) return false;
    if (exact && !(exact.lo.length === runs && exact.label.length === runs && exact.flops.length === runs))
      return false;
    return at.length === thresholds.length && at.every((a) => a.kept.length === layers && a.label < classes);
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** 64 bits of the row's text and label (two rounds of FNV-1a with different seeds): against edits, not against an enemy. */
function hashOf({ text, label, unknownLabel }: Row): string {
  const all = `${label ?? ""}\n${unknownLabel ?? ""}\n${text}`;
  let a = 0x811c9dc5;
  let b = 0x1b873593;
  for (let i = 0; i < all.length; i++) {
    const unit = all.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x85ebca6b);
    b ^= b >>> 13;
  }
  return (a >>> 0).toString(36) + (b >>> 0).toString(36);
}
