import { FileSystemError, Uri, workspace } from "vscode";
import * as v from "valibot";
import type { JournalStore } from "../../dataset/run/journal.js";
import type { Comparison } from "../../run/comparison.js";
import type { Evaluation } from "../../run/evaluation.js";
import type { Speed } from "../../run/speed.js";
import { parseSpeeds, parseTables } from "../../protocol/evaluationSchema.js";
import { SkimError } from "../../protocol/errors.js";
import { nameOf } from "../model/models.js";
import { orNull } from "../orNull.js";
import { parsePlan, type Plan } from "./plan.js";

/** Of an evaluation that has a row. The highest number is the workspace's last one; of equal numbers, the name that sorts last. */
const taken = /^\d{6}-/;

/** Those that came to their end and are kept. */
const mostKept = 20;

/** What a list says of an evaluation that came to its end. */
export interface Told {
  model: string;
  precision: string;
  rows: number;
  /** ISO 8601 */
  ended: string;
}
const ToldFile = v.object({ model: v.string(), precision: v.string(), rows: v.number(), ended: v.string() });

/** An evaluation that came to its end, by its folder's name. */
export interface Kept {
  id: string;
  plan: Plan;
  told: Told;
}

/**
 * The evaluations of a workspace on disk, each in a folder of its own: what it was asked for, the journal of what is done, and its table
 * once it is whole. Those that came to their end are kept; of one that did not, another takes the place with its first row. All windows of a workspace share this: the one that begins or
 * goes on last has it, and another that is at it still is told so.
 *
 * VS Code's file API has no exclusive writing and cannot append, but it moves a folder whole. So a folder has one window that writes it:
 * who goes on moves it to a higher number, which of two windows one can; and only folders below one's own are deleted, so that of two that
 * begin in the same moment one stays. What has no row yet lies with the window, which knows that nobody works on what it finds there. The
 * journal is a row of small files.
 */
export class EvaluationFiles {
  /** What this window writes; null = nothing. */
  #own: Uri | null = null;
  #parts = 0;
  #policy = 0;

  /** `folder`: the workspace's. `begun`: this window's own. */
  constructor(
    private readonly folder: Uri,
    private readonly begun: Uri,
  ) {}

  /** Forgets the last evaluation. */
  async clear(): Promise<void> {
    const folder = await this.#shown();
    this.#own = null;
    if (folder) await remove(folder);
  }

  /** The newest first. */
  async kept(): Promise<Kept[]> {
    const all = await Promise.all(
      (await this.#takenNames()).reverse().map(async (id) => {
        const folder = Uri.joinPath(this.folder, id);
        const told = v.safeParse(ToldFile, await readJson(Uri.joinPath(folder, "told.json")));
        const plan = told.success && (await hasTable(folder)) ? await planIn(folder) : null;
        return plan && told.success ? [{ id, plan, told: told.output }] : [];
      }),
    );
    return all.flat();
  }

  /** null = it is not there any more, or cannot be used. */
  async keptTables(id: string): Promise<{ plan: Plan; tables: Evaluation[] } | null> {
    if (!(await this.#takenNames()).includes(id)) return null;
    const folder = Uri.joinPath(this.folder, id);
    const [plan, tables] = [await planIn(folder), await tablesIn(folder)];
    return plan && tables && { plan, tables };
  }

  async forget(id: string): Promise<void> {
    if ((await this.#takenNames()).includes(id)) await remove(Uri.joinPath(this.folder, id));
  }

  /** The one before stays until the first row is written. */
  async begin(plan: Plan): Promise<void> {
    await remove(this.begun); // what a reload or a crash left there
    this.#own = Uri.joinPath(this.begun, crypto.randomUUID());
    await write(Uri.joinPath(this.#own, "plan.json"), JSON.stringify(plan));
  }

  /** Forgets what has begun, if it has no row: the one before is the last again. */
  async giveUp(): Promise<void> {
    if (!this.#own || taken.test(nameOf(this.#own))) return;
    await remove(this.#own);
    this.#own = null;
  }

  /** Goes on with what this window has begun, or takes the last evaluation, whose plan this is. Rejects with SkimError "data-set" where another window has it by now. */
  async goOn(plan: Plan): Promise<void> {
    const own = this.#own;
    if (own && !taken.test(nameOf(own)) && (await hasPlan(own))) return; // it has no row: no other window knows of it
    const last = await this.#last();
    const same = last && JSON.stringify(await planIn(last)) === JSON.stringify(plan);
    if (!same || !(await this.#moveUp(last))) throw this.#lost();
  }

  /** null = the workspace has no evaluation. */
  async plan(): Promise<Plan | null> {
    const folder = await this.#shown();
    return folder && planIn(folder);
  }

  /** null = the evaluation never came to its end, or the file cannot be used. */
  async tables(): Promise<Evaluation[] | null> {
    const folder = await this.#shown();
    return folder && tablesIn(folder);
  }

  /** `content`: one table, or several policies'. Gives the name by which it is kept. */
  async finish(content: Evaluation | Comparison, { model, precision, rows }: Evaluation): Promise<string> {
    const told: Told = { model: model.name, precision, rows, ended: new Date().toISOString() };
    await this.#write("told.json", JSON.stringify(told));
    await this.#write("table.json", JSON.stringify(content));
    const own = await this.#take();
    for (const part of (await namesIn(own)).filter((name) => name.startsWith("part-")))
      await orNull(workspace.fs.delete(Uri.joinPath(own, part)));
    for (const { id } of (await this.kept()).slice(mostKept)) await this.forget(id);
    return nameOf(own);
  }

  /** By which name the last one is kept; null = it has not come to its end. */
  async lastKept(): Promise<string | null> {
    const folder = await this.#shown();
    return folder && (await hasTable(folder)) ? nameOf(folder) : null;
  }

  /** What was measured of one that is kept. */
  async speeds(id: string): Promise<Speed[]> {
    return parseSpeeds(await readJson(Uri.joinPath(this.folder, id, "speeds.json")));
  }

  async keepSpeeds(id: string, speeds: readonly Speed[]): Promise<void> {
    if (await hasPlan(Uri.joinPath(this.folder, id)))
      await write(Uri.joinPath(this.folder, id, "speeds.json"), JSON.stringify(speeds));
  }

  /**
   * Of the evaluation that was begun or gone on with. Journal lines that are kept: the rows done, and a heading. `policy`: which of the
   * plan's, from 0 on; each has a journal of its own, and one is written at a time.
   */
  async journal(policy = 0): Promise<JournalStore> {
    this.#policy = policy;
    const names = await partsIn(this.#owned(), policy);
    this.#parts = names.length === 0 ? 0 : Number(/\d+(?=\.jsonl$)/.exec(names.at(-1) ?? "")) + 1;
    const read = async (name: string) => {
      const bytes = await orNull(workspace.fs.readFile(Uri.joinPath(this.#owned(), name)));
      if (!bytes) throw this.#lost();
      return new TextDecoder().decode(bytes);
    };
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

  #append(lines: string): Promise<void> {
    return this.#write(`${partName(this.#policy)}${String(this.#parts++).padStart(6, "0")}.jsonl`, lines);
  }

  /** Rejects with SkimError "data-set" where another window has taken this evaluation's place, or goes on with it. */
  async #write(name: string, content: string): Promise<void> {
    const own = this.#owned();
    if (!(await hasPlan(own))) throw this.#lost();
    await write(Uri.joinPath(own, name), content);
    if (await hasPlan(own)) return;
    await remove(own); // it was moved away meanwhile, and writing has made it anew
    throw this.#lost();
  }

  /** From now on this window's evaluation is the workspace's last one. Gives its folder. */
  async #take(): Promise<Uri> {
    const own = this.#owned();
    if (taken.test(nameOf(own))) return own;
    const moved = await this.#moveUp(own);
    if (!moved) throw this.#lost();
    return moved;
  }

  /** Makes a folder the last one, and this window's. null = another window has moved or deleted it, or has made another the last. */
  async #moveUp(from: Uri): Promise<Uri | null> {
    const highest = parseInt((await this.#takenNames()).at(-1) ?? "0", 10);
    const name = `${String(highest + 1).padStart(6, "0")}-${crypto.randomUUID()}`;
    const to = Uri.joinPath(this.folder, name);
    try {
      await workspace.fs.rename(from, to);
    } catch (cause) {
      if (cause instanceof FileSystemError && !(await hasPlan(from))) return null;
      throw cause;
    }
    const all = await this.#takenNames();
    if (all.at(-1) !== name || !(await hasPlan(to))) {
      await remove(to);
      return null;
    }
    for (const other of all) {
      const folder = Uri.joinPath(this.folder, other);
      if (other < name && !(await hasTable(folder))) await remove(folder);
    }
    this.#own = to;
    return to;
  }

  #owned(): Uri {
    if (!this.#own) throw this.#lost();
    return this.#own;
  }

  #lost(): SkimError {
    this.#own = null;
    return new SkimError(
      "data-set",
      "Another window of this workspace goes on with this evaluation, has begun another or forgot it: a workspace goes on with one. Go on there, or evaluate the file again.",
    );
  }

  /** What this window writes; where it writes none, the workspace's last. null = there is none. */
  async #shown(): Promise<Uri | null> {
    return this.#own && (await hasPlan(this.#own)) ? this.#own : this.#last();
  }

  async #last(): Promise<Uri | null> {
    for (const name of (await this.#takenNames()).reverse()) {
      const folder = Uri.joinPath(this.folder, name);
      if (await hasPlan(folder)) return folder;
    }
    return null;
  }

  async #takenNames(): Promise<string[]> {
    return (await namesIn(this.folder)).filter((name) => taken.test(name));
  }
}

async function planIn(folder: Uri): Promise<Plan | null> {
  return parsePlan(await readJson(Uri.joinPath(folder, "plan.json")));
}

async function tablesIn(folder: Uri): Promise<Evaluation[] | null> {
  return parseTables(await readJson(Uri.joinPath(folder, "table.json")));
}

async function hasTable(folder: Uri): Promise<boolean> {
  return (await orNull(workspace.fs.stat(Uri.joinPath(folder, "table.json")))) !== null;
}

async function hasPlan(folder: Uri): Promise<boolean> {
  return (await orNull(workspace.fs.stat(Uri.joinPath(folder, "plan.json")))) !== null;
}

/** Of the first policy as they were before there were several. */
function partName(policy: number): string {
  return policy === 0 ? "part-" : `part-${policy}-`;
}

async function partsIn(folder: Uri, policy: number): Promise<string[]> {
  const own = new RegExp(`^${partName(policy)}\\d{6}\\.jsonl$`);
  return (await namesIn(folder)).filter((name) => own.test(name));
}

/** Ascending. */
async function namesIn(folder: Uri): Promise<string[]> {
  const entries = (await orNull(workspace.fs.readDirectory(folder))) ?? [];
  return entries.map(([name]) => name).sort();
}

async function write(file: Uri, content: string): Promise<void> {
  await workspace.fs.writeFile(file, new TextEncoder().encode(content));
}

/** With all that is in it, unless another window has done so. */
async function remove(folder: Uri): Promise<void> {
  await orNull(workspace.fs.delete(folder, { recursive: true }));
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
