import { EventEmitter, Uri, workspace, type LogOutputChannel } from "vscode";
import {
  bounded,
  entryOf,
  readIndex,
  replaces,
  withEntry,
  withOthers,
  type Entry,
  type HistoryIndex,
} from "../../protocol/history.js";
import type { Run } from "../../protocol/run.js";
import { readRunFile, runFileEnding, writeRunFile } from "../../protocol/savedRun.js";
import { logError } from "../log.js";
import type { Runs } from "../run/runs.js";

/** Milliseconds: a slider's many runs are not each written. */
const writeAfter = 200;

/** The finished runs of this workspace, on disk: one file a run, and an index of what is said of them. */
export class History {
  #entries: Entry[] = [];
  #shown: string | null = null;
  #last: { run: Run; passing: boolean } | null = null;
  /** The run under way: only that one becomes an entry. A finished run changes its state, too, when its text is edited. */
  #running: string | null = null;
  /** Runs that are not on disk yet, and ids of files that are to go. */
  readonly #unwritten = new Map<string, Run>();
  readonly #unwanted = new Set<string>();
  /** The index when it was last read or written here. */
  #known: readonly Entry[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;
  #work: Promise<void>;
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #subscription;

  /** `folder`: the workspace's storage, or the user's where no workspace is open: all such windows share it. */
  constructor(
    private readonly folder: Uri,
    runs: Runs,
    private readonly log: LogOutputChannel,
  ) {
    this.#work = this.#load();
    this.#subscription = runs.onDidChange(({ kind, run }) => {
      if (kind === "started") this.#running = run.state === "running" ? run.id : null;
      if (kind === "started" && run.state === "done") this.#show(run.id);
      if (kind !== "state" || run.id !== this.#running) return;
      if (run.state !== "running") this.#running = null;
      if (run.state === "done") this.#add(run, runs.passing);
    });
  }

  /** Newest first. */
  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** Resolves when the list is read and all that was to be written is written. */
  async settled(): Promise<void> {
    await this.#work;
    while (this.#timer !== null) {
      clearTimeout(this.#timer);
      this.#flush();
      await this.#work;
    }
  }

  /** The whole run. Throws SkimError "run-file", or what the file system says. */
  async read(id: string): Promise<Run> {
    const unwritten = this.#unwritten.get(id);
    if (unwritten) return structuredClone(unwritten);
    return readRunFile(await workspace.fs.readFile(this.#file(id)), `The run of ${this.#entry(id)?.name ?? id}`);
  }

  /** The run that the skim view showed last, in an earlier window; null where there is none. A damaged one is none: the log says why. */
  async lastShown(): Promise<Run | null> {
    await this.#work;
    const id = this.#shown ?? this.#entries[0]?.id;
    if (id === undefined || !this.#entry(id)) return null;
    try {
      return await this.read(id);
    } catch (error) {
      logError(this.log, "Reading the last run", error);
      return null;
    }
  }

  /** An empty title takes the name away. */
  rename(id: string, title: string): void {
    this.#change(id, { title: title.trim() === "" ? null : title.trim() });
  }

  pin(id: string, pinned: boolean): void {
    this.#change(id, { pinned });
  }

  delete(ids: readonly string[]): void {
    this.#set(this.#entries.filter((e) => !ids.includes(e.id)));
  }

  /** Pinned runs stay. */
  clear(): void {
    this.#set(this.#entries.filter((e) => e.pinned));
  }

  dispose(): void {
    this.#subscription.dispose();
    if (this.#timer !== null) this.#flush();
    this.#changed.dispose();
  }

  #entry(id: string): Entry | undefined {
    return this.#entries.find((e) => e.id === id);
  }

  #change(id: string, patch: Partial<Entry>): void {
    this.#set(bounded(this.#entries.map((e) => (e.id === id ? { ...e, ...patch } : e))));
  }

  #show(id: string): void {
    if (!this.#entry(id)) return;
    this.#shown = id;
    this.#soon();
  }

  #add(run: Run, passing: boolean): void {
    const instead = this.#last && replaces(this.#last, run, passing) ? this.#last.run.id : null;
    this.#last = { run, passing };
    this.#shown = run.id;
    this.#unwritten.set(run.id, run);
    // The list of earlier windows may still be on its way: it is put behind this.
    this.#set(withEntry(this.#entries, entryOf(run), instead));
  }

  #set(entries: Entry[]): void {
    this.#replace(this.#entries, entries);
    this.#soon();
  }

  /** Of the entries `before`, the files of those that are not among the new ones are to go. */
  #replace(before: readonly Entry[], entries: Entry[]): void {
    const there = new Set(entries.map((e) => e.id));
    for (const { id } of before) {
      if (there.has(id)) continue;
      this.#unwanted.add(id);
      this.#unwritten.delete(id);
    }
    this.#entries = entries;
    this.#changed.fire();
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => this.#flush(), writeAfter);
  }

  /** Runs first, then the index, then what nobody names any more: what is on disk is whole at any moment. */
  #flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#work = this.#work.then(async () => {
      try {
        await workspace.fs.createDirectory(this.folder);
        for (const [id, run] of [...this.#unwritten]) await this.#write(id, run);
        const others = await this.#stored().catch(() => null); // a damaged index gives way to a whole one
        if (others) this.#take(others.entries);
        const index: HistoryIndex = { format: 1, shown: this.#shown, entries: this.#entries };
        await workspace.fs.writeFile(this.#index, new TextEncoder().encode(JSON.stringify(index)));
        this.#known = index.entries;
      } catch (error) {
        logError(this.log, "Saving the history of runs", error);
      }
      for (const id of [...this.#unwanted]) {
        this.#unwanted.delete(id);
        await Promise.resolve(workspace.fs.delete(this.#file(id))).catch(() => null); // may never have been written
      }
    });
  }

  /** A run that cannot be written (it is too long, or the disk is full) is not listed either. */
  async #write(id: string, run: Run): Promise<void> {
    try {
      await workspace.fs.writeFile(this.#file(id), writeRunFile(run));
    } catch (error) {
      logError(this.log, `Saving the run of ${run.passage.name}; it is not kept`, error);
      this.delete([id]);
    }
    this.#unwritten.delete(id);
  }

  async #load(): Promise<void> {
    try {
      const index = await this.#stored();
      if (!index) return; // the first run of this workspace makes it
      this.#known = index.entries;
      this.#shown ??= index.shown;
      this.#behind(index.entries);
    } catch (error) {
      logError(this.log, `Reading ${this.#index.toString()}; names and pins are lost`, error);
      this.#behind(await this.#found());
    }
  }

  /** The index on disk; null where there is none. Throws where it is damaged. */
  async #stored(): Promise<HistoryIndex | null> {
    let bytes;
    try {
      bytes = await workspace.fs.readFile(this.#index);
    } catch {
      return null;
    }
    const index = readIndex(JSON.parse(new TextDecoder().decode(bytes)));
    if (!index) throw new Error("it is no list of runs");
    return index;
  }

  /** Takes in what other windows did to the index. */
  #take(theirs: readonly Entry[]): void {
    const entries = withOthers(this.#entries, theirs, this.#known);
    const same = entries.length === this.#entries.length && entries.every((e, i) => e === this.#entries[i]);
    if (!same) this.#replace([...this.#entries, ...theirs], entries);
  }

  /** Puts the entries of earlier windows behind those of this one. */
  #behind(earlier: readonly Entry[]): void {
    const known = new Set(this.#entries.map((e) => e.id));
    this.#entries = bounded([...this.#entries, ...earlier.filter((e) => !known.has(e.id))]);
    this.#changed.fire();
  }

  /** The entries of the runs that lie in the folder. */
  async #found(): Promise<Entry[]> {
    const entries: Entry[] = [];
    for (const [name] of await workspace.fs.readDirectory(this.folder)) {
      if (!name.endsWith(runFileEnding)) continue;
      try {
        entries.push(entryOf(readRunFile(await workspace.fs.readFile(Uri.joinPath(this.folder, name)), name)));
      } catch (error) {
        logError(this.log, `Reading ${name} of the history`, error);
      }
    }
    return entries.sort((a, b) => b.started.localeCompare(a.started));
  }

  get #index(): Uri {
    return Uri.joinPath(this.folder, "index.json");
  }

  #file(id: string): Uri {
    return Uri.joinPath(this.folder, `${id}${runFileEnding}`);
  }
}
