import * as v from "valibot";
import { SkimError } from "../../protocol/errors.js";
import type { Outcome, OutcomeAt } from "../../run/evaluation.js";
import { fingerprint } from "../../saved/fingerprint.js";
import type { Kind } from "../measure/kind.js";
import type { Row } from "../read/rows.js";

/** In every runtime (Node, workers, browsers), but in no library that this world is compiled with. */
declare const performance: { now(): number };

/** Where a journal's lines are kept, in the order in which they were appended. */
export interface JournalStore {
  /** For people. */
  name: string;
  /** None where there is no journal. */
  lines(): AsyncIterable<string>;
  /** Makes the journal, and writes its heading. Rejects with SkimError "data-set" where there is one by now. */
  create(heading: string): Promise<void>;
  /** Whole lines, each with its line end. Rejects with SkimError "data-set" where the journal is gone, or another writes it. */
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
  /** "2/4": every fourth row, from the second on; absent = all rows. */
  part?: string;
  /** How the file's bytes became texts and labels (`readingKey`). */
  reading: string;
}

/** What became of a row: its outcome, or why the engine could not run it. */
export type Entry = { outcome: Outcome } | { failed: string };

/** Written this often, milliseconds, or when this much has gathered: what a crash costs. By a clock that nobody sets. */
const flushEvery = 2000;
const flushLength = 64 * 1024;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const said = v.union([v.number(), v.array(count)]);
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
      at: v.array(v.object({ label: said, flops: v.number(), kept: v.array(count) })),
      exact: v.exactOptional(
        v.object({
          lo: v.array(v.number()),
          hi: v.pipe(v.array(v.number()), v.minLength(1)),
          label: v.array(said),
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
  #flushed = -Infinity; // the first row is written at once

  private constructor(
    private readonly store: JournalStore,
    private readonly key: JournalKey,
    private readonly kind: Kind,
    past: AsyncIterator<string> | null,
  ) {
    this.#past = past;
  }

  /** Begins a journal. Rejects with SkimError "data-set" where there is one. */
  static async begin(store: JournalStore, key: JournalKey, kind: Kind): Promise<Journal> {
    await store.create(headingOf(key));
    return new Journal(store, key, kind, null);
  }

  /** Goes on with a journal; begins one where there is none. Rejects with SkimError "data-set" if it is of another evaluation. */
  static async resume(store: JournalStore, key: JournalKey, kind: Kind): Promise<Journal> {
    const lines = store.lines()[Symbol.asyncIterator]();
    let heading: unknown = null;
    for (let torn = false; heading === null; torn = true) {
      const next = await lines.next();
      if (next.done && !torn) return Journal.begin(store, key, kind);
      if (next.done) {
        await store.append(`\n${headingOf(key)}`); // a heading that a crash has torn is no JSON: the next one has a line of its own
        return new Journal(store, key, kind, null);
      }
      heading = parse(next.value);
    }
    if (keyOf(heading) !== JSON.stringify(key))
      throw new SkimError(
        "data-set",
        `${store.name} is of another evaluation (another model, precision or thresholds, the file is read in another way, or another version of Transkimmer wrote it): start anew, without resuming.`,
        { file: store.name },
      );
    await store.append("\n"); // ends a line that a crash may have torn; and where another writes this journal, it is noticed
    return new Journal(store, key, kind, lines);
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
    if (outcome && this.#fits(outcome)) return { outcome };
    this.#past = null; // whoever wrote this, it was no evaluation of this kind: nothing behind it is taken over
    return null;
  }

  /** Adds a row, after all before it. */
  async write(row: Row, entry: Entry): Promise<void> {
    this.#unwritten += `${JSON.stringify({ row: row.row, hash: hashOf(row), ...entry })}\n`;
    if (this.#unwritten.length >= flushLength || performance.now() - this.#flushed >= flushEvery) await this.flush();
  }

  async flush(): Promise<void> {
    this.#flushed = performance.now();
    const lines = this.#unwritten;
    if (lines === "") return;
    this.#unwritten = "";
    await this.store.append(lines);
  }

  async #next(lines: AsyncIterator<string>): Promise<v.InferOutput<typeof Line> | null> {
    for (;;) {
      const next = await lines.next();
      if (next.done) return null;
      const value = parse(next.value);
      const line = v.safeParse(Line, value);
      if (line.success) return line.output;
      const other = keyOf(value); // else it was torn
      if (other !== null && other !== JSON.stringify(this.key))
        throw new SkimError(
          "data-set",
          `${this.store.name} holds two evaluations that were written at once: start anew, without resuming.`,
          { file: this.store.name },
        );
    }
  }

  #fits({ at, exact }: Outcome): boolean {
    const { thresholds, layers, classes } = this.key;
    const runs = exact?.hi.length;
    if ((this.key.exact === undefined) !== (exact === undefined)) return false;
    if (exact && !(exact.lo.length === runs && exact.label.length === runs && exact.flops.length === runs))
      return false;
    if (exact?.label.some((label) => !this.kind.fits(label, classes))) return false;
    const fits = ({ kept, label }: OutcomeAt) => kept.length === layers && this.kind.fits(label, classes);
    return at.length === thresholds.length && at.every(fits);
  }
}

function headingOf(key: JournalKey): string {
  return `${JSON.stringify({ format: 1, kind: "evaluation", key: JSON.stringify(key) })}\n`;
}

/** The key that a heading names; null = it is none. */
function keyOf(heading: unknown): string | null {
  const header = v.safeParse(Header, heading);
  return header.success ? header.output.key : null;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** Against edits of the row's texts or label. */
function hashOf({ text, pair, label, unknownLabel }: Row): string {
  const said = Array.isArray(label) ? JSON.stringify(label) : (label ?? "");
  const texts = pair === undefined ? text : JSON.stringify([text, pair]);
  return fingerprint(`${said}\n${unknownLabel ?? ""}\n${texts}`);
}
