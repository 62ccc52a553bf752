import {
  DecorationRangeBehavior,
  Hover,
  languages,
  OverviewRulerLane,
  Position,
  Range,
  ThemeColor,
  window,
  workspace,
  type Disposable,
  type TextEditor,
  type TextEditorDecorationType,
} from "vscode";
import { fateOf, markOf } from "../../words/fate.js";
import { spanOf, type TextSpan } from "../../run/passage.js";
import { canSkim } from "../../run/run.js";
import { reachesOf } from "../../run/units.js";
import { config, section } from "../config.js";
import { wordStory } from "./hover.js";
import type { Runs } from "../run/runs.js";
import type { Span } from "./followText.js";
import type { Tracker } from "./track.js";

/** Repaints are this far apart, milliseconds, while layers come in. */
const repaintAfter = 60;

/** Only what is seen is marked, and so many lines around it, where scrolling finds the marks before they are made anew: each painting sends all of them to the window. */
const linesAround = 100;
/** VS Code draws no more characters of a line (editor.stopRenderingLineAfter). */
const drawnOfLine = 10_000;

/** The line under a word by its depth, deeper = heavier: a weight is seen in one hue, through a selection, and over a diff's red and green. */
const lines = ["none", "dotted 1px", "dashed 1px", "solid 1px", "solid 2px", "solid 3px", "double 2px"];

const rangeBehavior = DecorationRangeBehavior.ClosedClosed; // text typed at a word's border is not part of it

/** Shows on the text itself how deep each word went: one decoration type a weight of line and one for what is faded, never one a token. */
export class Decorator {
  readonly #lines = lines.slice(1).map(lineType);
  readonly #faded = window.createTextEditorDecorationType({
    color: new ThemeColor("transkimmer.skimmedForeground"),
    rangeBehavior,
  });
  readonly #linked = window.createTextEditorDecorationType({
    backgroundColor: new ThemeColor("editor.wordHighlightStrongBackground"),
    borderColor: new ThemeColor("transkimmer.linkedBorder"),
    borderStyle: "solid",
    borderWidth: "1px",
    overviewRulerColor: new ThemeColor("transkimmer.linkedBorder"),
    overviewRulerLane: OverviewRulerLane.Center,
  });
  readonly #subscriptions: Disposable[];
  #timer: ReturnType<typeof setTimeout> | null = null;
  #cleared = false;
  #layer = Infinity;
  #link: TextSpan | null = null;
  #hovered: ((span: TextSpan | null) => void) | null = null;

  constructor(
    private readonly tracker: Tracker,
    runs: Runs,
  ) {
    this.#subscriptions = [
      runs.onDidChange((change) => {
        if (change.kind === "started") {
          this.#cleared = false;
          this.#link = null;
        }
        this.#soon();
      }),
      tracker.onDidChange(() => this.#soon()),
      window.onDidChangeVisibleTextEditors(() => this.#soon()),
      window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => {
        if (tracker.isIn(textEditor.document)) this.#soon();
      }),
      workspace.onDidChangeConfiguration((e) => {
        if (e.affectsConfiguration(`${section}.decorations`)) this.#soon();
      }),
      languages.registerHoverProvider("*", {
        provideHover: (document, position) => {
          const { run } = tracker;
          if (!run || !this.shown || !tracker.isIn(document)) return null;
          const word = tracker.wordAt(document, document.offsetAt(position));
          this.#hovered?.(word?.at ? word.column : null);
          if (!word?.at || !canSkim(run)) return null;
          const range = new Range(document.positionAt(word.at.start), document.positionAt(word.at.end));
          return new Hover(wordStory(run, word), range);
        },
      }),
    ];
  }

  /** Whether words are marked at the moment. */
  get shown(): boolean {
    return config.decorations && !this.#cleared;
  }

  /** Told which characters of the passage the mouse rests on in the editor. */
  onHover(listener: (span: TextSpan | null) => void): void {
    this.#hovered = listener;
  }

  /** Takes the marks away until the next run. False where there were none. */
  clear(): boolean {
    const { run, hasWords } = this.tracker;
    const any = this.shown && hasWords && run !== null && canSkim(run);
    this.#cleared = true;
    this.#link = null;
    this.#paint();
    return any;
  }

  /** Layers that the skim view shows as passed: what has left by then is faded. Null = all. */
  showLayer(layer: number | null): void {
    this.#layer = layer ?? Infinity;
    this.#soon();
  }

  /** Lights up these characters of the passage in the editor; null = none. */
  link(span: TextSpan | null): void {
    this.#link = span;
    for (const editor of window.visibleTextEditors) this.#paintLink(editor);
  }

  dispose(): void {
    if (this.#timer) clearTimeout(this.#timer);
    for (const disposable of [...this.#subscriptions, ...this.#lines, this.#faded, this.#linked]) disposable.dispose();
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => this.#paint(), repaintAfter);
  }

  #paint(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    for (const editor of window.visibleTextEditors) {
      const { underlined, faded } = this.#marksIn(editor);
      this.#lines.forEach((type, i) => editor.setDecorations(type, underlined[i + 1] ?? []));
      editor.setDecorations(this.#faded, faded);
      this.#paintLink(editor);
    }
  }

  /** `underlined`: by the weight of the line. */
  #marksIn(editor: TextEditor): { underlined: Range[][]; faded: Range[] } {
    const marks = { underlined: lines.map((): Range[] => []), faded: [] as Range[] };
    const { run } = this.tracker;
    const texts = this.tracker.textsIn(editor.document);
    if (!run || !this.shown || texts.length === 0 || !canSkim(run)) return marks;
    const near = linesNear(editor);
    const { layers } = run.model;
    const reach = reachesOf(run); // words of one unit share a mark: they go as far as it does
    for (const { words } of texts) {
      let i = 0;
      for (const { column, at } of words) {
        if (!at) continue;
        // Words are in reading order, and none spans two lines.
        while ((near[i]?.end ?? Infinity) <= at.start) i++;
        const on = near[i];
        if (!on) break;
        if (at.start < on.start) continue;
        const range = new Range(on.line, at.start - on.start, on.line, Math.min(at.end, on.end) - on.start);
        const { line, faded } = markOf(fateOf(run, column), reach(column), Math.min(this.#layer, layers), layers);
        marks.underlined[line]?.push(range);
        if (faded) marks.faded.push(range);
      }
    }
    return marks;
  }

  #paintLink(editor: TextEditor): void {
    const range = this.#link && this.tracker.rangeOf(editor.document, this.#link);
    editor.setDecorations(this.#linked, range ? [range] : []);
  }
}

/** The lines that are seen, or lie near those that are, as offsets of the document. */
function linesNear({ document, visibleRanges }: TextEditor): (Span & { line: number })[] {
  const near = new Set<number>();
  for (const { start, end } of visibleRanges) {
    const last = Math.min(document.lineCount - 1, end.line + linesAround);
    for (let line = Math.max(0, start.line - linesAround); line <= last; line++) near.add(line);
  }
  return [...near]
    .sort((a, b) => a - b)
    .map((line) => {
      const start = document.offsetAt(new Position(line, 0));
      return { line, start, end: start + Math.min(document.lineAt(line).text.length, drawnOfLine) };
    });
}

/** The word of the passage at the caret, as the passage's own offsets; null where the caret is on none. */
export function caretSpan(tracker: Tracker, { document, selection }: TextEditor): TextSpan | null {
  const offset = document.offsetAt(selection.active);
  const word =
    tracker.wordAt(document, offset) ?? (selection.isEmpty && offset > 0 ? tracker.wordAt(document, offset - 1) : null);
  return word && spanOf(word.column);
}

function lineType(line: string): TextEditorDecorationType {
  const isDeepest = line === lines.at(-1);
  return window.createTextEditorDecorationType({
    ...(isDeepest ? { backgroundColor: new ThemeColor("transkimmer.keptBackground") } : {}),
    // Drawn with the text: a border below it would lie on the frame that high contrast themes draw around the caret's line.
    textDecoration: `underline ${line} var(--vscode-transkimmer-depthLine); text-decoration-skip-ink: none`,
    rangeBehavior,
  });
}
