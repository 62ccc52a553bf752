import { SkimError, type SkimErrorCode } from "../../protocol/errors.js";
import type { Control } from "./control.js";
import type { Entry, Journal } from "./journal.js";
import type { Reading } from "../read/reading.js";
import type { Malformed } from "../read/record.js";
import { isMalformed, readRows, type Row, type Source } from "../read/rows.js";
import type { Asked } from "./asked.js";
import type { Runner } from "./runner.js";
import { textsOf } from "../../run/passage.js";
import type { Tally } from "../measure/tally.js";

export interface EvaluateOptions {
  source: Source;
  reading: Reading;
  ask: Asked;
  runners: readonly Runner[];
  tally: Tally;
  /** null = nothing is kept, and nothing can be resumed. */
  journal: Journal | null;
  control: Control;
  /** Whether it is this evaluation's; absent = all are. */
  takes?: (row: Row) => boolean;
  /** After each row. */
  onProgress: () => void;
}

/** Rows that may be ahead of the slowest one, per runner: it bounds memory, and what a stop loses. */
const aheadPerRunner = 8;

/** A row on its way, or a malformed one that waits for its turn. */
interface Pending {
  item: Row | Malformed;
  ended: boolean;
  outcome: Promise<{ entry: Entry | null } | { error: unknown }>;
}

/**
 * Runs every row as it is asked, on as many runners as there are, and adds them up in the file's order, whatever the order in
 * which they finish. Gives false if it was cancelled. Rejects with SkimError: "data-set" for the file, any other for a runner.
 */
export async function evaluate(options: EvaluateOptions): Promise<boolean> {
  const { source, reading, ask, runners, tally, journal, control, takes, onProgress } = options;
  const pool = new Pool(runners);
  const most = aheadPerRunner * runners.length;
  const queue: Pending[] = [];

  const add = async (item: Row | Malformed, entry: Entry | null, isNew: boolean) => {
    if (isMalformed(item)) tally.addMalformed(item);
    else if (entry) {
      if ("outcome" in entry) tally.add(item, entry.outcome);
      else tally.addMalformed({ line: item.line, endLine: item.line, reason: entry.failed });
      if (isNew) await journal?.write(item, entry);
    }
    onProgress();
  };
  /** Adds rows up from the queue's head until at most `left` are in it, and those that have ended anyway. */
  const drain = async (left: number): Promise<boolean> => {
    for (let head = queue[0]; head && (queue.length > left || head.ended); head = queue[0]) {
      const outcome = await control.unlessCancelled(head.outcome);
      if (!outcome) return false;
      if ("error" in outcome) throw outcome.error as Error;
      queue.shift();
      await add(head.item, outcome.entry, true);
    }
    return true;
  };

  try {
    for await (const item of readRows(source, reading)) {
      if (control.state === "paused") {
        if (!(await drain(0))) return false;
        await journal?.flush();
      }
      if (!(await control.open())) return false;
      if (!isMalformed(item) && takes?.(item) === false) continue;
      const known = isMalformed(item) ? null : ((await journal?.past(item)) ?? null);
      if (known) {
        await add(item, known, false); // what is known comes first: the queue is empty
        continue;
      }
      if (isMalformed(item)) {
        queue.push({ item, ended: true, outcome: Promise.resolve({ entry: null }) });
        if (!(await drain(most))) return false;
        continue;
      }
      const runner = await control.unlessCancelled(pool.take());
      if (!runner) return false;
      const pending: Pending = { item, ended: false, outcome: run(runner, item, ask) };
      void pending.outcome.then(() => {
        pending.ended = true;
        pool.give(runner);
      });
      queue.push(pending);
      if (!(await drain(most))) return false;
    }
    return await drain(0);
  } finally {
    await journal?.flush();
  }
}

/** Codes of a text's own fault (Runner). */
const ofText: readonly SkimErrorCode[] = ["engine", "text-empty", "text-pair"];

/** Never rejects: nobody may be waiting yet. A text that the engine cannot run is a row of its own kind; an engine or a model that is gone is the end. */
async function run(runner: Runner, row: Row, ask: Asked): Promise<{ entry: Entry } | { error: unknown }> {
  try {
    return { entry: { outcome: await runner.run(textsOf(row), ask) } };
  } catch (error) {
    if (SkimError.is(error) && ofText.includes(error.code)) return { entry: { failed: error.message } };
    return { error };
  }
}

/** Runners that have nothing to do. */
class Pool {
  readonly #idle: Runner[];
  readonly #waiting: ((runner: Runner) => void)[] = [];

  constructor(runners: readonly Runner[]) {
    this.#idle = [...runners];
  }

  async take(): Promise<Runner> {
    return this.#idle.pop() ?? new Promise((resolve) => this.#waiting.push(resolve));
  }

  give(runner: Runner): void {
    const next = this.#waiting.shift();
    if (next) next(runner);
    else this.#idle.push(runner);
  }
}
