import { FileSystemError, FileType, Uri, workspace } from "vscode";
import * as v from "valibot";
import { encodings } from "../../dataset/read/encoding.js";
import type { JournalStore } from "../../dataset/run/journal.js";
import { labelSchemes } from "../../dataset/read/labels.js";
import type { Reading, Wanted } from "../../dataset/read/reading.js";
import type { Evaluation } from "../../run/evaluation.js";
import { parseEvaluation } from "../../protocol/evaluationSchema.js";
import type { Precision } from "../../run/run.js";
import { SkimError } from "../../protocol/errors.js";
import { nameOf } from "../model/models.js";
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
  /** What of that a person decided, rather than the file. */
  wanted: Wanted;
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

const WantedOfPlan = v.object({
  encoding: v.exactOptional(v.picklist(encodings)),
  delimiter: v.exactOptional(v.nullable(v.string())),
  quotes: v.exactOptional(v.boolean()),
  header: v.exactOptional(v.boolean()),
  text: v.exactOptional(v.string()),
  label: v.exactOptional(v.nullable(v.string())),
  labels: v.exactOptional(
    v.union([v.picklist(labelSchemes), v.custom<Record<string, string>>(isTexts, "no labels by their values")]),
  ),
});

/** valibot's own record leaves out a value that is called `__proto__`. */
function isTexts(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.values(value).every((text) => typeof text === "string");
}

const PlanFile = v.object({
  format: v.literal(1),
  uri: v.string(),
  reading: v.optional(v.nullable(ReadingOfPlan), null),
  said: v.string(),
  wanted: v.optional(WantedOfPlan, {}), // not written down before
  thresholds: v.pipe(v.array(v.pipe(v.number(), v.minValue(0), v.maxValue(1))), v.minLength(1), v.maxLength(1001)),
  exact: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1))), null),
  precision: v.optional(v.nullable(v.picklist(["fp32", "int8"])), null),
});

const Last = v.object({ format: v.literal(1), folder: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)) });

/**
 * The last evaluation of a workspace on disk, each in a folder of its own: what it was asked for, the journal of what is done, and its
 * table once it is whole. It takes the place of the one before with its first row. All windows of a workspace share this: the one that
 * begins or goes on last has it, and another that is at it still is told so. VS Code's file API cannot append, so the journal is a row of small files.
 */
export class EvaluationFiles {
  /** Of this window's evaluation; null = it is to be looked for. */
  #own: Uri | null = null;
  #before: Uri | null = null;
  #parts = 0;

  constructor(private readonly folder: Uri) {}

  /** Forgets the last evaluation. */
  async clear(): Promise<void> {
    this.#own = this.#before = null;
    await orNull(workspace.fs.delete(this.folder, { recursive: true }));
  }

  /** The one before stays until the first row is written. */
  async begin(plan: Plan): Promise<void> {
    this.#before = await this.#folder();
    this.#own = Uri.joinPath(this.folder, crypto.randomUUID());
    this.#parts = 0;
    await this.#write("plan.json", JSON.stringify(plan));
  }

  /** Forgets what has begun, if it has no row: the one before is the last again. */
  async giveUp(): Promise<void> {
    const folder = this.#own;
    if (!folder || (await this.#last())?.path === folder.path) return;
    this.#own = this.#before;
    await orNull(workspace.fs.delete(folder, { recursive: true }));
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
    await this.#stillOwn();
    await this.#write("table.json", JSON.stringify(table));
    await this.#take();
    for (const part of await this.#partNames()) await orNull(workspace.fs.delete(await this.#at(part)));
  }

  /** Journal lines that are kept: the rows done, and a heading. */
  async journal(): Promise<JournalStore> {
    const names = await this.#partNames();
    this.#parts = names.length === 0 ? 0 : numberOf(names.at(-1) ?? "") + 1;
    const read = async (name: string) => new TextDecoder().decode(await workspace.fs.readFile(await this.#at(name)));
    return {
      name: "The journal of the last evaluation",
      async *lines() {
        for (const name of names) yield* (await read(name)).split("\n").filter((line) => line !== "");
      },
      create: (heading) => this.#append(heading),
      append: async (lines) => {
        await this.#append(lines);
        await this.#take();
      },
    };
  }

  /** Rejects with SkimError "data-set" where another window begins, or goes on with, an evaluation in place of this one. */
  async #append(lines: string): Promise<void> {
    await this.#stillOwn();
    const name = `part-${String(this.#parts++).padStart(6, "0")}.jsonl`;
    const unfinished = `${name}.${crypto.randomUUID()}`;
    await this.#write(unfinished, lines);
    const from = await this.#at(unfinished);
    try {
      await workspace.fs.rename(from, await this.#at(name), { overwrite: false });
    } catch (cause) {
      await orNull(workspace.fs.delete(from));
      if (!(cause instanceof FileSystemError) || cause.code !== "FileExists") throw cause;
      throw new SkimError("data-set", "Another window of this workspace goes on with this evaluation.", { cause });
    }
  }

  async #stillOwn(): Promise<void> {
    if (await this.plan()) return;
    throw new SkimError(
      "data-set",
      "Another window of this workspace has begun an evaluation, or forgot this one: a workspace keeps one. Evaluate the file again.",
    );
  }

  /** From now on this is the workspace's last evaluation. */
  async #take(): Promise<void> {
    const own = await this.#folder();
    if (!own || (await this.#last())?.path === own.path) return;
    const last = nameOf(own);
    const content = JSON.stringify({ format: 1, folder: last } satisfies v.InferInput<typeof Last>);
    await workspace.fs.writeFile(Uri.joinPath(this.folder, "last.json"), new TextEncoder().encode(content));
    const entries = (await orNull(workspace.fs.readDirectory(this.folder))) ?? [];
    for (const [name, type] of entries)
      if (type === FileType.Directory && name !== last)
        await orNull(workspace.fs.delete(Uri.joinPath(this.folder, name), { recursive: true }));
  }

  /** Of this window's evaluation; where it has none, of the workspace's last. null = there is none. */
  async #folder(): Promise<Uri | null> {
    return (this.#own ??= await this.#last());
  }

  async #last(): Promise<Uri | null> {
    const parsed = v.safeParse(Last, await readJson(Uri.joinPath(this.folder, "last.json")));
    return parsed.success ? Uri.joinPath(this.folder, parsed.output.folder) : null;
  }

  async #partNames(): Promise<string[]> {
    const folder = await this.#folder();
    const entries = (folder && (await orNull(workspace.fs.readDirectory(folder)))) ?? [];
    return entries
      .map(([name]) => name)
      .filter((name) => /^part-\d+\.jsonl$/.test(name))
      .sort();
  }

  async #json(name: string): Promise<unknown> {
    const folder = await this.#folder();
    return folder && readJson(Uri.joinPath(folder, name));
  }

  async #write(name: string, content: string): Promise<void> {
    await workspace.fs.writeFile(await this.#at(name), new TextEncoder().encode(content));
  }

  async #at(name: string): Promise<Uri> {
    return Uri.joinPath((await this.#folder()) ?? this.folder, name);
  }
}

/** null where there is no such file, or no JSON in it. */
async function readJson(file: Uri): Promise<unknown> {
  const bytes = await orNull(workspace.fs.readFile(file));
  if (!bytes) return null;
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

function numberOf(part: string): number {
  return Number(/\d+/.exec(part)?.[0] ?? 0);
}
