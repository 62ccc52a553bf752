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
  const passages = selectionsIn(editor);
  if (passages.length > 0) return { passages };
  const paragraph = paragraphAt(document, editor.selection);
  if (paragraph) return { passages: [passageAt(document, paragraph)] };
  return {
    reason:
      "The selection is empty and there is no paragraph at the cursor. Select some text, or put the cursor in it.",
  };
}

/** Two selections as one passage, in reading order: of one editor, or one each of two that are seen (`others`), from left to right. Of
 *  one selection its text, to which `ask` gives the second. */
export async function pairPassage(
  editor: TextPlace | undefined,
  others: readonly TextPlace[],
  ask: (first: string) => Promise<string | undefined>,
): Promise<Passages | undefined> {
  const found = selectedPassages(editor);
  if ("reason" in found) return found;
  const { passages } = found;
  const [one] = passages;
  if (!one || passages.length > 2)
    return { reason: `There are ${passages.length} selections, and a pair is of two. Select two texts, or one.` };
  const places = editor && selectionsIn(editor).length === 1 ? [editor, ...others] : [];
  const beside = places.sort((a, b) => (a.viewColumn ?? 0) - (b.viewColumn ?? 0)).flatMap(selectionsIn);
  const [first = one, second] = beside.length === 2 ? beside : passages;
  if (second) return { passages: [pairOf(first, second)] };
  const pair = await ask(one.text);
  return pair === undefined ? undefined : { passages: [{ ...one, name: `${one.name} and a typed text`, pair }] };
}

function pairOf(first: Passage, { text, name, uri, offset }: Passage): Passage {
  const both = first.uri === uri ? name : `${first.name} and ${name}`;
  const at = uri === undefined || offset === undefined ? {} : { pairAt: { uri, offset } };
  return { ...first, name: both, pair: text, ...at };
}

export function documentPassage(editor: TextPlace | undefined): Passages {
  if (!editor) return { reason: `No text editor is active. ${openText}` };
  const { document } = editor;
  if (document.getText().trim() === "") return { reason: "This document has no text yet." };
  return { passages: [passageAt(document, new Range(0, 0, document.lineCount, 0))] };
}

export function passageAt(document: TextDocument, range: Range): Passage {
  const valid = document.validateRange(range);
  return {
    text: document.getText(valid),
    name: documentName(document.uri),
    uri: document.uri.toString(),
    offset: document.offsetAt(valid.start),
  };
}

/** For people. */
export function documentName(uri: Uri): string {
  const name = uri.path.split("/").pop();
  return name === undefined || name === "" ? uri.toString() : name;
}

/** Those that have more than white space in them. */
function selectionsIn({ document, selections }: TextPlace): Passage[] {
  return [...selections]
    .sort((a, b) => a.start.compareTo(b.start))
    .filter((selection) => document.getText(selection).trim() !== "")
    .map((selection) => passageAt(document, selection));
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
