import { Selection, TextEditorRevealType, Uri, window, type TextEditor, type ViewColumn } from "vscode";
import type { Run } from "../../run/run.js";
import { placeOf, type TextSpan } from "../../run/passage.js";
import { documentName, documentOf } from "./passage.js";
import type { Tracker } from "./track.js";

/** Selects these characters of the run's passage in their document, and opens it again where it was closed: in `column`, unless
 *  it is on screen. Answers with a sentence where there is nothing to show. */
export async function reveal(
  tracker: Tracker,
  run: Run,
  span: TextSpan,
  column: ViewColumn,
): Promise<string | undefined> {
  const place = placeOf(run.passage, span.second ?? false);
  if (!place) return undefined; // typed text is nowhere else
  const name = documentName(Uri.parse(place.uri));
  const document = await documentOf(place.uri);
  if (!document) return `${name} was closed and cannot be opened again, so the word cannot be shown in it.`;
  const range = tracker.rangeOf(document, span);
  if (!range) return `This word is not in ${name} any more: it was edited since the run.`;
  const selection = new Selection(range.start, range.end);
  const visible = window.visibleTextEditors.find((editor) => editor.document === document);
  if (visible) select(visible, selection);
  else await window.showTextDocument(document, { selection, viewColumn: column, preserveFocus: true });
  return undefined;
}

function select(editor: TextEditor, selection: Selection): void {
  editor.selection = selection;
  editor.revealRange(selection, TextEditorRevealType.InCenterIfOutsideViewport);
}
