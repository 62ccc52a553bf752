import { EventEmitter, workspace, type Range, type TextDocument } from "vscode";
import { columnsOf, type Run } from "../../run/run.js";
import { placeOf, type Passage, type TextSpan } from "../../run/passage.js";
import { sameQuestion } from "../../run/question.js";
import { FollowedText, type TrackedWord } from "./followText.js";
import type { RunChange, Runs } from "../run/runs.js";

/** Follows the words of the shown run through the edits of their documents: of its text, and of the second one of a pair. */
export class Tracker {
  #run: Run | null = null;
  /** Those that lie in a document. */
  #texts: readonly FollowedText[] = [];
  readonly #changed = new EventEmitter<void>();
  /** Other words, or words in other places. */
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions;

  constructor(private readonly runs: Runs) {
    this.#subscriptions = [
      runs.onDidChange((change) => this.#follow(change)),
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        const texts = this.textsIn(document);
        if (texts.length === 0 || contentChanges.length === 0) return;
        for (const text of texts) {
          // VS Code lists the changes of one edit from the end of the document to its beginning.
          for (const { rangeOffset, rangeLength, text: put } of contentChanges)
            text.edit({ at: rangeOffset, removed: rangeLength, added: put.length });
          text.restore(document);
        }
        this.#settle();
      }),
      workspace.onDidOpenTextDocument((document) => {
        const texts = this.textsIn(document);
        for (const text of texts) text.look(document);
        if (texts.length > 0) this.#settle();
      }),
    ];
  }

  get run(): Run | null {
    return this.#run;
  }

  /** Any word of the run is known; none of a typed text is. */
  get hasWords(): boolean {
    return this.#texts.some(({ words }) => words.length > 0);
  }

  /** The run's texts that lie in this document. */
  textsIn(document: TextDocument): readonly FollowedText[] {
    return this.#texts.filter((text) => text.isIn(document));
  }

  isIn(document: TextDocument): boolean {
    return this.textsIn(document).length > 0;
  }

  /** The word at this offset of the document. */
  wordAt(document: TextDocument, offset: number): TrackedWord | null {
    for (const text of this.textsIn(document)) {
      const word = text.wordAt(offset);
      if (word) return word;
    }
    return null;
  }

  /** Where these characters are in the document now; null where they were edited, or are of no text in it. */
  rangeOf(document: TextDocument, span: TextSpan): Range | null {
    const text = this.textsIn(document).find(({ isSecond }) => isSecond === (span.second ?? false));
    return text?.rangeOf(document, span) ?? null;
  }

  /** The run's passage as its documents have it now; null where its place is not known any more. */
  async present(): Promise<Passage | null> {
    const run = this.#run;
    if (!run?.stale) return run?.passage ?? null;
    let passage: Passage = { ...run.passage };
    for (const followed of this.#texts) {
      const now = await followed.now();
      const place = now && placeOf(now, false);
      if (!now || !place) return null;
      if (followed.isSecond) passage = { ...passage, pair: now.text, pairAt: place };
      else passage = { ...passage, ...now };
      if (!followed.isSecond && !now.taken) delete passage.taken;
    }
    return passage;
  }

  dispose(): void {
    this.#changed.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #follow(change: RunChange): void {
    if (change.kind === "started") {
      const { run, again } = change;
      if (again && this.#isEarlier(run)) for (const text of this.#texts) text.again();
      else this.#texts = followedOf(run);
      this.#run = run;
    } else if (change.run !== this.#run || change.kind !== "event" || change.event.kind !== "tokens") return;
    const columns = columnsOf(change.run, "word");
    for (const text of this.#texts) text.place(columns);
    this.#settle();
  }

  /** The earlier text of an edited passage. */
  #isEarlier(run: Run): boolean {
    const before = this.#run;
    return (
      this.#texts.some(({ edited }) => edited) &&
      before !== null &&
      sameQuestion("text", run, before) &&
      run.passage.uri === before.passage.uri &&
      run.passage.pairAt?.uri === before.passage.pairAt?.uri
    );
  }

  /** Says of the run what has become of its texts. */
  #settle(): void {
    const run = this.#run;
    if (run && this.#texts.length > 0) {
      for (const { offset, isSecond } of this.#texts) this.runs.moved(run, offset, isSecond);
      this.runs.markStale(
        run,
        this.#texts.some(({ edited }) => edited),
      );
    }
    this.#changed.fire();
  }
}

function followedOf({ passage, stale }: Run): FollowedText[] {
  return [
    { text: passage.text, isSecond: false },
    { text: passage.pair ?? "", isSecond: true },
  ].flatMap(({ text, isSecond }) => {
    const place = placeOf(passage, isSecond);
    const open = workspace.textDocuments.find(({ uri }) => uri.toString() === place?.uri);
    return place ? [new FollowedText({ text, isSecond, place, edited: stale }, open)] : [];
  });
}
