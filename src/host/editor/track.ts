import { EventEmitter, Range, workspace, type TextDocument } from "vscode";
import { columnsOf, type Column, type Run } from "../../run/run.js";
import type { Passage } from "../../run/passage.js";
import { documentOf, passageAt } from "./passage.js";
import type { RunChange, Runs } from "../run/runs.js";

/** UTF-16 offsets, half-open. */
export interface Span {
  start: number;
  end: number;
}

/** Replaces `removed` characters at `at` by `added` others. */
export interface Edit {
  at: number;
  removed: number;
  added: number;
}

/** Where a span is after an edit; null = the edit changed it. Text put in at its very border leaves it whole. */
export function moveSpan(span: Span, { at, removed, added }: Edit): Span | null {
  if (at + removed <= span.start) return { start: span.start + added - removed, end: span.end + added - removed };
  return at >= span.end ? span : null;
}

/** A word of the shown run and where it is in the document now; null = it was edited. */
export interface TrackedWord {
  column: Column;
  at: Span | null;
}

/** Follows the words of the shown run through the edits of their document. */
export class Tracker {
  #run: Run | null = null;
  #passage: Span | null = null;
  /** The passage is the whole of its document: then text put in before or after it is an edit of it. */
  #whole = false;
  /** Where the passage was when the run started. */
  #origin: number | null = null;
  #words: TrackedWord[] = [];
  /** Where the words of an edited passage were when it was run again, by their span in it. */
  #carried: Map<string, Span | null> | null = null;
  /** Edits since the run started, for words that are not known yet. */
  #edits: Edit[] = [];
  readonly #changed = new EventEmitter<void>();
  /** Other words, or words in other places. */
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions;

  constructor(private readonly runs: Runs) {
    this.#subscriptions = [
      runs.onDidChange((change) => this.#follow(change)),
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (!this.isIn(document) || contentChanges.length === 0) return;
        // VS Code lists the changes of one edit from the end of the document to its beginning.
        for (const { rangeOffset, rangeLength, text } of contentChanges)
          this.#edit({ at: rangeOffset, removed: rangeLength, added: text.length });
        this.#restore(document);
        this.#changed.fire();
      }),
      workspace.onDidOpenTextDocument((document) => {
        this.#check(document);
        if (this.isIn(document) && this.#restore(document)) this.#changed.fire();
      }),
    ];
  }

  get run(): Run | null {
    return this.#run;
  }

  /** The run's words in reading order, without special tokens. Empty for typed text. */
  get words(): readonly TrackedWord[] {
    return this.#words;
  }

  isIn(document: TextDocument): boolean {
    return this.#run?.passage.uri === document.uri.toString();
  }

  /** The word at this offset of the document. */
  wordAt(offset: number): TrackedWord | null {
    return this.#words.find(({ at }) => at && at.start <= offset && offset < at.end) ?? null;
  }

  /** Where these characters of the passage are in the document now; null where they were edited. */
  rangeOf(document: TextDocument, span: Span): Range | null {
    const hit = this.#words.filter(({ column, at }) => at && column.start < span.end && span.start < column.end);
    const first = hit.at(0)?.at;
    const last = hit.at(-1)?.at;
    return first && last ? new Range(document.positionAt(first.start), document.positionAt(last.end)) : null;
  }

  /** The run's passage as its document has it now; null where its place is not known any more. */
  async present(): Promise<Passage | null> {
    const run = this.#run;
    if (!run?.stale || run.passage.uri === undefined) return run?.passage ?? null;
    const document = await documentOf(run.passage.uri);
    if (!document || !this.#passage) return null;
    const { start, end } = this.#passage;
    const { pair } = run.passage;
    const now = passageAt(document, new Range(document.positionAt(start), document.positionAt(end)));
    return { ...now, ...(pair === undefined ? {} : { pair }) };
  }

  dispose(): void {
    this.#changed.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #follow(change: RunChange): void {
    if (change.kind === "started") {
      const { run, again } = change;
      if (again && this.#again(run)) {
        this.#changed.fire();
        return;
      }
      const { uri, offset, text } = run.passage;
      this.#run = run;
      this.#edits = [];
      this.#carried = null;
      this.#origin = offset ?? null;
      this.#passage = uri === undefined || offset === undefined ? null : { start: offset, end: offset + text.length };
      const document = workspace.textDocuments.find((open) => this.isIn(open));
      this.#whole = document?.getText() === text;
      this.#place();
      for (const document of workspace.textDocuments) this.#check(document);
      this.#changed.fire();
    } else if (change.kind === "event" && change.event.kind === "tokens") {
      this.#place();
      this.#changed.fire();
    }
  }

  /** The earlier text of an edited passage runs once more: its words stay where the edits have moved them. */
  #again(run: Run): boolean {
    const before = this.#run;
    const { uri, text, offset } = run.passage;
    if (
      !before?.stale ||
      uri === undefined ||
      uri !== before.passage.uri ||
      text !== before.passage.text ||
      before.passage.pair !== undefined
    )
      return false;
    const document = workspace.textDocuments.find((open) => this.isIn(open));
    if (document && offset !== undefined && this.#textNow(document, offset, text.length) === text) return false; // edited back
    if (this.#words.length > 0) {
      this.#carried = new Map(this.#words.map(({ column, at }) => [keyOf(column), at]));
      this.#edits = [];
    }
    this.#run = run;
    this.#place();
    this.runs.markStale(run);
    return true;
  }

  /** Lays the words out where they were when the run started, and moves them through the edits since. */
  #place(): void {
    const run = this.#run;
    const offset = this.#origin;
    this.#words = [];
    if (!run || offset === null) return;
    const carried = this.#carried;
    this.#words = columnsOf(run, "word")
      .filter((column) => !column.special && !column.second) // where the second text of a pair lies is not kept
      .map((column) => {
        if (carried) return { column, at: carried.get(keyOf(column)) ?? null };
        return { column, at: { start: offset + column.start, end: offset + column.end } };
      });
    for (const edit of this.#edits) this.#moveWords(edit);
  }

  #edit(edit: Edit): void {
    if (!this.#run || !this.#passage) return;
    if (this.#words.length === 0) this.#edits.push(edit);
    else this.#moveWords(edit);
    const moved = moveSpan(this.#passage, edit);
    const known = !this.#whole || !this.#run.stale; // text before or after it has made it more than the run's own
    if (moved && known) this.runs.moved(this.#run, moved.start);
    if (moved && !this.#whole) {
      this.#passage = moved;
      return;
    }
    const { start, end } = this.#passage;
    this.#passage = {
      start: Math.min(start, edit.at),
      end: Math.max(end + edit.added - edit.removed, edit.at + edit.added),
    };
    this.runs.markStale(this.#run);
  }

  #moveWords(edit: Edit): void {
    for (const word of this.#words) word.at &&= moveSpan(word.at, edit);
  }

  /** A document that was closed meanwhile may have changed unseen: then its words have no place any more. */
  #check(document: TextDocument): void {
    const run = this.#run;
    if (!run || !this.#passage || run.stale || !this.isIn(document)) return;
    const { start, end } = this.#passage;
    if (this.#textNow(document, start, end - start) === run.passage.text) return;
    this.#words = [];
    this.#origin = this.#passage = this.#carried = null;
    this.runs.markStale(run);
    this.#changed.fire();
  }

  /** The text that was classified stands there again, where it was or where the edits have moved it: undone, or read anew from disk. */
  #restore(document: TextDocument): boolean {
    const run = this.#run;
    if (run?.stale !== true) return false;
    const { text, offset } = run.passage;
    const whole = document.getText();
    const at = [this.#passage?.start, offset, this.#origin].find(
      (o) => typeof o === "number" && whole.startsWith(text, o),
    );
    if (typeof at !== "number" || (this.#whole && whole !== text)) return false;
    this.#whole = whole === text;
    this.#origin = at;
    this.#passage = { start: at, end: at + text.length };
    this.#carried = null;
    this.#edits = [];
    this.#place();
    this.runs.moved(run, at);
    this.runs.markStale(run, false);
    return true;
  }

  /** What stands in the passage's place: all of the document, where the passage was all of it. */
  #textNow(document: TextDocument, offset: number, length: number): string {
    if (this.#whole) return document.getText();
    return document.getText(new Range(document.positionAt(offset), document.positionAt(offset + length)));
  }
}

const keyOf = ({ start, end }: Span): string => `${start}-${end}`;
