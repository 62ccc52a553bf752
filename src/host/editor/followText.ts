import { Range, type TextDocument } from "vscode";
import type { Column } from "../../run/run.js";
import type { Passage, Place, TextSpan } from "../../run/passage.js";
import { inSource } from "../../run/taken.js";
import { documentOf, passageAgain } from "./passage.js";

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

/** A word of the shown run and where it is in the document now; null = it was edited. What several windows read has the tokens of all. */
export interface TrackedWord {
  column: Column;
  at: Span | null;
}

/** One text of the shown run, followed through the edits of its document: where it is, where its words are, and whether it was edited. */
export class FollowedText {
  readonly isSecond: boolean;
  /** All that stands in its place, whatever of it was read. */
  readonly #text: string;
  readonly #place: Place;
  /** Units of what was read. */
  readonly #length: number;
  #columns: readonly Column[] = [];
  #words: TrackedWord[] = [];
  #edited: boolean;
  /** Where it stood last, as it was classified. */
  #offset: number;
  /** Where it is, whatever became of it; null = not known. */
  #span: Span | null;
  /** The text is the whole of its document: then text put in before or after it is an edit of it. */
  #whole = false;
  /** Where it was when the run started. */
  #origin: number | null;
  /** Where the words of an edited text were when it was run again, by their span in it. */
  #carried: Map<string, Span | null> | null = null;
  /** Edits since the run started, for words that are not known yet. */
  #edits: Edit[] = [];

  /** `edited`: it was, so its place is not known until its document has it again. `document`: it is open. */
  constructor(
    { text, isSecond, place, edited }: { text: string; isSecond: boolean; place: Place; edited: boolean },
    document: TextDocument | undefined,
  ) {
    this.isSecond = isSecond;
    this.#text = place.taken?.source ?? text;
    this.#length = text.length;
    this.#place = place;
    this.#offset = place.offset;
    this.#edited = edited;
    this.#origin = edited ? null : place.offset;
    this.#span = edited ? null : this.#spanAt(place.offset);
    this.#whole = document?.getText() === this.#text;
    if (document) this.look(document);
  }

  /** In reading order, without special tokens. */
  get words(): readonly TrackedWord[] {
    return this.#words;
  }

  /** It does not stand in its document as it was classified. */
  get edited(): boolean {
    return this.#edited;
  }

  get offset(): number {
    return this.#offset;
  }

  isIn(document: TextDocument): boolean {
    return this.#place.uri === document.uri.toString();
  }

  wordAt(offset: number): TrackedWord | undefined {
    return this.#words.find(({ at }) => at && at.start <= offset && offset < at.end);
  }

  /** Where these characters of it are in the document now; null where they were edited. */
  rangeOf(document: TextDocument, span: Span): Range | null {
    const hit = this.#words.filter(({ column, at }) => at && column.start < span.end && span.start < column.end);
    const first = hit.at(0)?.at;
    const last = hit.at(-1)?.at;
    return first && last ? new Range(document.positionAt(first.start), document.positionAt(last.end)) : null;
  }

  /** As its document has it now; null where its place is not known any more. */
  async now(): Promise<Passage | null> {
    const document = await documentOf(this.#place.uri);
    if (!document || !this.#span) return null;
    const { start, end } = this.#span;
    const range = document.validateRange(new Range(document.positionAt(start), document.positionAt(end)));
    return passageAgain(document, range, this.#place.taken);
  }

  /** Its words as columns of the run: laid out where they were when the run started, and moved through the edits since. */
  place(columns: readonly Column[]): void {
    this.#columns = byPlace(columns.filter(({ special, second }) => !special && (second ?? false) === this.isSecond));
    this.#layOut();
  }

  /** The earlier text runs once more: its words stay where the edits have moved them. */
  again(): void {
    if (this.#words.length === 0) return;
    this.#carried = new Map(this.#words.map(({ column, at }) => [keyOf(column), at]));
    this.#edits = [];
  }

  edit(edit: Edit): void {
    if (!this.#span) return;
    if (this.#words.length === 0) this.#edits.push(edit);
    else this.#moveWords(edit);
    const moved = moveSpan(this.#span, edit);
    const known = !this.#whole || !this.#edited; // text before or after it has made it more than the run's own
    if (moved && known) this.#offset = moved.start;
    if (moved && !this.#whole) {
      this.#span = moved;
      return;
    }
    const { start, end } = this.#span;
    this.#span = {
      start: Math.min(start, edit.at),
      end: Math.max(end + edit.added - edit.removed, edit.at + edit.added),
    };
    this.#edited = true;
  }

  /** Looks at a document that may have changed unseen. */
  look(document: TextDocument): void {
    if (this.#edited) this.restore(document);
    else if (!this.#span || this.#textAt(document, this.#span) !== this.#text) this.#lose();
  }

  /** The text that was classified stands there again, where it was or where the edits have moved it: undone, or read anew from disk. */
  restore(document: TextDocument): void {
    if (!this.#edited) return;
    const whole = document.getText();
    const at = [this.#span?.start, this.#offset, this.#origin].find(
      (o) => typeof o === "number" && whole.startsWith(this.#text, o),
    );
    if (typeof at !== "number" || (this.#whole && whole !== this.#text)) return;
    this.#whole = whole === this.#text;
    this.#edited = false;
    this.#origin = this.#offset = at;
    this.#span = this.#spanAt(at);
    this.#carried = null;
    this.#edits = [];
    this.#layOut();
  }

  /** Its words have no place any more. */
  #lose(): void {
    this.#edited = true;
    this.#origin = this.#span = this.#carried = null;
    this.#layOut();
  }

  #layOut(): void {
    const [origin, carried] = [this.#origin, this.#carried];
    this.#words =
      origin === null
        ? []
        : this.#columns.map((column) => {
            if (carried) return { column, at: carried.get(keyOf(column)) ?? null };
            const { start, end } = this.#inDocument(column);
            return { column, at: { start: origin + start, end: origin + end } };
          });
    for (const edit of this.#edits) this.#moveWords(edit);
  }

  /** From where the text stands. */
  #inDocument({ start, end }: Span): Span {
    const { taken } = this.#place;
    return taken ? inSource(taken, this.#length, { start, end }) : { start, end };
  }

  #moveWords(edit: Edit): void {
    for (const word of this.#words) word.at &&= moveSpan(word.at, edit);
  }

  #spanAt(offset: number): Span {
    return { start: offset, end: offset + this.#text.length };
  }

  /** What stands in its place: all of the document, where it was all of it. */
  #textAt(document: TextDocument, { start, end }: Span): string {
    if (this.#whole) return document.getText();
    return document.getText(new Range(document.positionAt(start), document.positionAt(end)));
  }
}

/** Of a pair every window reads the shorter text: its words are there once for each, and lie in one place. */
function byPlace(columns: readonly Column[]): Column[] {
  const places = new Map<string, Column>();
  for (const column of columns) {
    const same = places.get(keyOf(column));
    if (same) same.tokens.push(...column.tokens);
    else places.set(keyOf(column), { ...column, tokens: [...column.tokens] });
  }
  return [...places.values()];
}

const keyOf = ({ start, end }: TextSpan): string => `${start}-${end}`;
