import { Range, Uri, workspace, type Selection, type TextDocument } from "vscode";
import type { Passage } from "../../run/passage.js";
import type { TextPlace } from "./textEditors.js";

/** Passages to classify, or a sentence that says why there are none and what to do. */
export type Passages = { passages: Passage[] } | { reason: string };

const openText = "Open a text and put the cursor in it, or use Transkimmer: Classify Text…";

/** Each selection that has more than white space in it, in reading order; with none, the paragraph at the cursor. */
export function selectedPassages(editor: TextPlace | undefined): Passages {
  if (!editor) return { reason: `No text editor is active. ${openText}` };
  const { document } = editor;
  const passages = [...editor.selections]
    .sort((a, b) => a.start.compareTo(b.start))
    .filter((selection) => hasText(document, selection))
    .map((selection) => passageAt(document, selection));
  if (passages.length > 0) return { passages };
  const paragraph = paragraphAt(document, editor.selection);
  if (paragraph) return { passages: [passageAt(document, paragraph)] };
  return {
    reason:
      "The selection is empty and there is no paragraph at the cursor. Select some text, or put the cursor in it.",
  };
}

/** Two selections as one passage, in reading order; of one selection its text, to which `ask` gives the second. */
export async function pairPassage(
  editor: TextPlace | undefined,
  ask: (first: string) => Promise<string | undefined>,
): Promise<Passages | undefined> {
  const found = selectedPassages(editor);
  if ("reason" in found) return found;
  const [first, second, ...more] = found.passages;
  if (!first || more.length > 0)
    return { reason: `There are ${found.passages.length} selections, and a pair is of two. Select two texts, or one.` };
  const pair = second?.text ?? (await ask(first.text));
  return pair === undefined ? undefined : { passages: [{ ...first, pair }] };
}

export function documentPassage(editor: TextPlace | undefined): Passages {
  if (!editor) return { reason: `No text editor is active. ${openText}` };
  const { document } = editor;
  if (document.getText().trim() === "") return { reason: "This document has no text yet." };
  return { passages: [passageAt(document, new Range(0, 0, document.lineCount, 0))] };
}

export function passageAt(document: TextDocument, range: Range): Passage {
  const valid = document.validateRange(range);
  const name = document.uri.path.split("/").pop();
  return {
    text: document.getText(valid),
    name: name === undefined || name === "" ? document.uri.toString() : name,
    uri: document.uri.toString(),
    offset: document.offsetAt(valid.start),
  };
}

function hasText(document: TextDocument, range: Range): boolean {
  return !range.isEmpty && document.getText(range).trim() !== "";
}

/** The run of lines that are not blank around the cursor; null on a blank line. */
function paragraphAt(document: TextDocument, selection: Selection): Range | null {
  const blank = (line: number) => document.lineAt(line).isEmptyOrWhitespace;
  let first = selection.active.line;
  if (blank(first)) return null;
  let last = first;
  while (first > 0 && !blank(first - 1)) first--;
  while (last < document.lineCount - 1 && !blank(last + 1)) last++;
  return new Range(first, 0, last, document.lineAt(last).text.length);
}

/** The document, read again where it was closed; null where it is gone. */
export async function documentOf(uri: string): Promise<TextDocument | null> {
  const open = workspace.textDocuments.find((document) => document.uri.toString() === uri);
  if (open) return open;
  const parsed = Uri.parse(uri);
  // VS Code would answer with a new, empty text of the same name.
  if (parsed.scheme === "untitled") return null;
  try {
    return await workspace.openTextDocument(parsed);
  } catch {
    return null; // deleted, or its notebook is closed
  }
}
