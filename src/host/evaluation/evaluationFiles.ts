import { Uri, workspace } from "vscode";
import * as v from "valibot";
import { encodings } from "../../dataset/encoding.js";
import type { JournalStore } from "../../dataset/journal.js";
import { labelSchemes } from "../../dataset/labels.js";
import type { Reading } from "../../dataset/reading.js";
import type { Evaluation } from "../../protocol/evaluation.js";
import { parseEvaluation } from "../../protocol/evaluationSchema.js";
import type { Precision } from "../../protocol/run.js";
import { orNull } from "../orNull.js";

/** What an evaluation was asked for: enough to begin it again. */
export interface Plan {
  format: 1;
  /** Of the data set. */
  uri: string;
  /** How the file is read; null = it was not written down before. */
  reading: Reading | null;
  /** The same for people. */
  said: string;
  /** Ascending, 0 first. */
  thresholds: number[];
  /** Distinct runs of a text at most; null = only the thresholds. */
  exact: number | null;
  /** Of what is done; null = it was not written down. */
  precision: Precision | null;
}

const ReadingOfPlan = v.object({
  encoding: v.picklist(encodings),
  table: v.nullable(v.object({ delimiter: v.nullable(v.string()), quotes: v.boolean(), sepLine: v.boolean() })),
  columns: v.object({
    text: v.string(),
    label: v.nullable(v.string()),
    names: v.array(v.string()),
    header: v.boolean(),
    least: v.number(),
  }),
  labels: v.nullable(
    v.object({
      scheme: v.picklist([...labelSchemes, "given"]),
      values: v.array(v.object({ value: v.string(), label: v.nullable(v.number()) })),
    }),
  ),
});

const PlanFile = v.object({
  format: v.literal(1),
  uri: v.string(),
  reading: v.optional(v.nullable(ReadingOfPlan), null),
  said: v.string(),
  thresholds: v.pipe(v.array(v.pipe(v.number(), v.minValue(0), v.maxValue(1))), v.minLength(1), v.maxLength(1001)),
  exact: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1))), null),
  precision: v.optional(v.nullable(v.picklist(["fp32", "int8"])), null),
});

/**
 * The last evaluation of a workspace on disk: what it was asked for, the journal of what is done, and its table once it is whole.
 * VS Code's file API cannot append, so the journal is a row of small files.
 */
export class EvaluationFiles {
  #parts = 0;

  constructor(private readonly folder: Uri) {}

  /** Forgets the last evaluation. */
  async clear(): Promise<void> {
    await orNull(workspace.fs.delete(this.folder, { recursive: true }));
  }

  async begin(plan: Plan): Promise<void> {
    await this.clear();
    await workspace.fs.createDirectory(this.folder);
    this.#parts = 0;
    await this.#write("plan.json", JSON.stringify(plan));
  }

  async plan(): Promise<Plan | null> {
    const parsed = v.safeParse(PlanFile, await this.#json("plan.json"));
    return parsed.success ? parsed.output : null;
  }

  /** null = the evaluation never came to its end, or the file cannot be used. */
  async table(): Promise<Evaluation | null> {
    return parseEvaluation(await this.#json("table.json"));
  }

  async finish(table: Evaluation): Promise<void> {
    await this.#write("table.json", JSON.stringify(table));
    for (const part of await this.#partNames()) await orNull(workspace.fs.delete(this.#at(part)));
  }

  /** Journal lines that are kept: the rows done, and a heading. */
  async journal(): Promise<JournalStore> {
    const names = await this.#partNames();
    this.#parts = names.length === 0 ? 0 : numberOf(names.at(-1) ?? "") + 1;
    const read = async (name: string) => new TextDecoder().decode(await workspace.fs.readFile(this.#at(name)));
    const append = (lines: string) => this.#write(`part-${String(this.#parts++).padStart(6, "0")}.jsonl`, lines);
    return {
      name: "The journal of the last evaluation",
      async *lines() {
        for (const name of names) yield* (await read(name)).split("\n").filter((line) => line !== "");
      },
      create: append,
      append,
    };
  }

  async #partNames(): Promise<string[]> {
    const entries = (await orNull(workspace.fs.readDirectory(this.folder))) ?? [];
    return entries
      .map(([name]) => name)
      .filter((name) => /^part-\d+\.jsonl$/.test(name))
      .sort();
  }

  async #json(name: string): Promise<unknown> {
    const bytes = await orNull(workspace.fs.readFile(this.#at(name)));
    if (!bytes) return null;
    try {
      return JSON.parse(new TextDecoder().decode(bytes));
    } catch {
      return null;
    }
  }

  async #write(name: string, content: string): Promise<void> {
    await workspace.fs.writeFile(this.#at(name), new TextEncoder().encode(content));
  }

  #at(name: string): Uri {
    return Uri.joinPath(this.folder, name);
  }
}

function numberOf(part: string): number {
  return Number(/\d+/.exec(part)?.[0] ?? 0);
}
