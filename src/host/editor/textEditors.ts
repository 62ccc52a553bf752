import { Selection, window, type Disposable, type NotebookEditor, type TextEditor } from "vscode";

/** A text, and what is selected in it. */
export type TextPlace = Pick<TextEditor, "document" | "selection" | "selections" | "viewColumn">;

/** The output panel is an editor, but no one's text. */
const isText = (editor: TextEditor | undefined): editor is TextEditor =>
  editor !== undefined && editor.document.uri.scheme !== "output";

/** Knows the text that a command is about, also where another page has the focus: a webview, or the walkthrough over the text itself. */
export class TextEditors implements Disposable {
  #last = window.activeTextEditor;
  readonly #subscription = window.onDidChangeActiveTextEditor((editor) => {
    if (isText(editor)) this.#last = editor;
  });

  /** What a command would find: a text with something selected in it, or with a cursor alone; null = none is known. */
  get text(): "selection" | "cursor" | null {
    const editor = window.activeTextEditor ?? window.visibleTextEditors.find(isText) ?? this.#last;
    if (window.activeNotebookEditor) return editor?.selection.isEmpty === false ? "selection" : "cursor";
    if (!editor || editor.document.isClosed) return null;
    return editor.selections.some((selection) => !selection.isEmpty) ? "selection" : "cursor";
  }

  /** The active one; else, of those that are seen, the only or the last one; else the last one, which then comes to the front. */
  async find(): Promise<TextPlace | undefined> {
    const { activeNotebookEditor, activeTextEditor, visibleTextEditors } = window;
    if (activeNotebookEditor) return cellOf(activeNotebookEditor);
    if (activeTextEditor) return activeTextEditor;
    const seen = visibleTextEditors.filter(isText);
    const last = this.#last;
    if (seen.length > 0)
      return seen.find((editor) => editor.document === last?.document) ?? (seen.length === 1 ? seen[0] : undefined);
    if (!last || last.document.isClosed) return undefined;
    const { viewColumn, selection } = last;
    return window.showTextDocument(last.document, { selection, ...(viewColumn === undefined ? {} : { viewColumn }) });
  }

  /** Other texts that are seen. */
  others(place: TextPlace | undefined): readonly TextPlace[] {
    return window.visibleTextEditors.filter((editor) => isText(editor) && editor.document !== place?.document);
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

/** The cell that is marked. A rendered one has no editor: it is meant whole, and not the other cell that was edited last. */
function cellOf({ notebook, selection }: NotebookEditor): TextPlace | undefined {
  if (selection.isEmpty) return undefined;
  const { document } = notebook.cellAt(selection.start);
  const editor = window.visibleTextEditors.find((one) => one.document === document);
  if (editor) return editor;
  const end = document.lineAt(document.lineCount - 1).range.end;
  const whole = new Selection(document.positionAt(0), end);
  return { document, selection: whole, selections: [whole], viewColumn: undefined };
}
