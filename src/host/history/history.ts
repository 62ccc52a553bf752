import { EventEmitter, RelativePattern, Uri, workspace, type Disposable, type LogOutputChannel } from "vscode";
import { bounded, entryOf, replaces, withEntry, withOthers, type Entry } from "../../saved/history.js";
import { readIndex, type HistoryIndex } from "../../saved/historyIndex.js";
import type { Run } from "../../run/run.js";
import { readRunFile, runFileEnding, writeRunFile } from "../../saved/savedRun.js";
import { logError } from "../log.js";
import { orNull } from "../orNull.js";
import type { Comparison } from "../run/comparison.js";
import type { Runs } from "../run/runs.js";

/** Milliseconds: a slider's many runs are not each written. */
const writeAfter = 200;
const indexName = "index.json";

/** The finished runs of this workspace, on disk: one file a run, and an index of what is said of them. All its windows keep theirs there. */
export class History {
  #entries: Entry[] = [];
  #shown: string | null = null;
  #last: Run | null = null;
  /** The run under way: only that one becomes an entry. A finished run changes its state, too, when its text is edited. */
  #running: string | null = null;
  /** Runs that are not on disk yet, and ids of files that are to go. */
  readonly #unwritten = new Map<string, Run>();
  readonly #unwanted = new Set<string>();
  /** Ids of files that are no runs: each is read, and told in the log, once. */
  readonly #damaged = new Set<string>();
  /** The index when it was last read or written here. */
  #known: readonly Entry[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;
  #work: Promise<void>;
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions: Disposable[];

  /** `folder`: the workspace's storage, or the user's where no workspace is open: its windows share it. `earlier`: where version 0.1.0 kept them. */
  constructor(
    private readonly folder: Uri,
    private readonly earlier: Uri | null,
    private readonly runs: Runs,
    private readonly comparison: Pick<Comparison, "a" | "b">,
    private readonly log: LogOutputChannel,
  ) {
    this.#work = this.#load();
    const added = runs.onDidChange((change) => {
      const { kind, run } = change;
      if (kind === "event" && (change.event.kind === "speed" || change.event.kind === "mark")) this.#again(run);
      if (kind === "started") this.#running = run.state === "running" ? run.id : null;
      if (kind === "started" && run.state === "done") this.#show(run.id);
      if (kind !== "state" || run.id !== this.#running) return;
      if (run.state !== "running") this.#running = null;
      if (run.state === "done") this.#add(run);
    });
    this.#subscriptions = [added];
  }

  /** Newest first. */
  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** Resolves when the list is read and all that was to be written is written. */
  async settled(): Promise<void> {
    let work;
    do {
      if (this.#timer !== null) this.#flush();
      work = this.#work;
      await work; // meanwhile the timer may have begun more
    } while (work !== this.#work || this.#timer !== null);
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
    for (const subscription of this.#subscriptions) subscription.dispose();
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

  #add(run: Run): void {
    const last = this.#last;
    const passed = last !== null && this.runs.isPassing(last) && this.runs.isMoved(run);
    const instead = last && replaces(last, run, passed) ? last.id : null;
    this.#last = run;
    this.#shown = run.id;
    this.#unwritten.set(run.id, run);
    // The list of earlier windows may still be on its way: it is put behind this.
    const compared = [this.comparison.a, this.comparison.b].flatMap((one) => one?.id ?? []);
    this.#set(withEntry(this.#entries, entryOf(run), instead, compared));
  }

  /** More is known of a run that is kept. */
  #again(run: Run): void {
    if (!this.#entry(run.id)) return;
    this.#unwritten.set(run.id, run);
    this.#soon();
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

  /** Runs' files first, then the index: what is on disk is whole at any moment. */
  #flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#work = this.#work.then(async () => {
      try {
        await workspace.fs.createDirectory(this.folder);
        for (const [id, run] of [...this.#unwritten]) await this.#write(id, run);
        await this.#deleteUnwanted();
        await this.#takeIn();
        const index: HistoryIndex = { format: 2, shown: this.#shown, entries: this.#entries };
        await this.#writeIndex(index);
        this.#known = index.entries;
      } catch (error) {
        logError(this.log, "Saving the history of runs", error);
      }
      await this.#deleteUnwanted(); // what has become too old by those of other windows
    });
  }

  /** Whole at any moment: another window may be reading it. */
  async #writeIndex(index: HistoryIndex): Promise<void> {
    const unfinished = Uri.joinPath(this.folder, `${indexName}.${crypto.randomUUID()}`);
    await workspace.fs.writeFile(unfinished, new TextEncoder().encode(JSON.stringify(index)));
    await workspace.fs.rename(unfinished, this.#index, { overwrite: true });
  }

  async #deleteUnwanted(): Promise<void> {
    for (const id of [...this.#unwanted]) {
      await Promise.resolve(workspace.fs.delete(this.#file(id))).catch(() => null); // may never have been written
      this.#unwanted.delete(id);
    }
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
    if (this.earlier && !(await orNull(workspace.fs.stat(this.folder))))
      await orNull(workspace.fs.copy(this.earlier, this.folder)); // none is there in a new workspace
    try {
      this.#shown ??= (await this.#stored())?.shown ?? null;
    } catch (error) {
      logError(this.log, `Reading ${this.#index.toString()}; names and pins are lost`, error);
    }
    await orNull(workspace.fs.createDirectory(this.folder)); // what is not there cannot be watched
    const watcher = workspace.createFileSystemWatcher(new RelativePattern(this.folder, indexName));
    const look = () => (this.#work = this.#work.then(() => this.#takeIn()).catch(() => undefined)); // the next write looks again
    this.#subscriptions.push(watcher, watcher.onDidChange(look), watcher.onDidCreate(look));
    await this.#takeIn().catch(() => undefined);
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

  /** Takes in what earlier windows left, and what other windows do meanwhile. Throws where the folder cannot be read. */
  async #takeIn(): Promise<void> {
    // A damaged index gives way to a whole one; for a moment there may be none, where another window puts a new one in its place.
    const stored = (await this.#stored().catch(() => null))?.entries ?? this.#known;
    // After the index, for runs are written before it: one that it names and that is not there was deleted.
    const files = await workspace.fs.readDirectory(this.folder);
    const there = new Set<string>();
    for (const [name] of files) if (name.endsWith(runFileEnding)) there.add(name.slice(0, -runFileEnding.length));
    // Of two windows that wrote the index at the same moment, it names the runs of one.
    const named = new Set([...stored, ...this.#entries].map(({ id }) => id));
    const unnamed = await this.#entriesOf([...there].filter((id) => !named.has(id) && !this.#damaged.has(id)));
    for (const id of this.#unwritten.keys()) there.add(id);
    for (const id of this.#unwanted) there.delete(id);
    const theirs = [...stored, ...unnamed].sort((a, b) => b.started.localeCompare(a.started));
    const entries = withOthers(this.#entries, theirs, this.#known, there);
    this.#known = stored;
    const same = entries.length === this.#entries.length && entries.every((e, i) => e === this.#entries[i]);
    if (!same) this.#replace([...this.#entries, ...theirs], entries);
  }

  /** The entries of runs that no index names. */
  async #entriesOf(ids: readonly string[]): Promise<Entry[]> {
    const entries: Entry[] = [];
    for (const id of ids) {
      try {
        entries.push(entryOf(readRunFile(await workspace.fs.readFile(this.#file(id)), id)));
      } catch (error) {
        this.#damaged.add(id); // one that another window has not written to its end comes in with that one's index
        logError(this.log, `Reading the run ${id} of the history`, error);
      }
    }
    return entries;
  }

  get #index(): Uri {
    return Uri.joinPath(this.folder, indexName);
  }

  #file(id: string): Uri {
    return Uri.joinPath(this.folder, `${id}${runFileEnding}`);
  }
}
