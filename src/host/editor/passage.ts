import { Range, Uri, workspace, type Selection, type TextDocument } from "vscode";
import { placeOf, type Passage } from "../../run/passage.js";
import type { Taken, TextTaker } from "../../run/taken.js";
import { config } from "../config.js";
import { codeTextAt } from "./codeText.js";
import { markdownText } from "./markdownText.js";
import type { TextPlace } from "./textEditors.js";

/** Passages to classify, or a sentence that says why there are none and what to do. */
export type Passages = { passages: Passage[] } | { reason: string };

const openText = "Open a text and put the cursor in it, or use Transkimmer: Classify Text…";

/** Each selection that has more than white space in it, in reading order; with none, the comment, the string or the paragraph at the cursor. */
export function selectedPassages(editor: TextPlace | undefined): Passages {
  if (!editor) return { reason: `No text editor is active. ${openText}` };
  const { document } = editor;
  const passages = selectionsIn(editor);
  if (passages.length > 0) return { passages };
  const part = codePassage(document, document.offsetAt(editor.selection.active));
  if (part) return { passages: [part] };
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

function pairOf(first: Passage, second: Passage): Passage {
  const { text, name, uri } = second;
  const both = first.uri === uri ? name : `${first.name} and ${name}`;
  const at = placeOf(second, false);
  return { ...first, name: both, pair: text, ...(at && { pairAt: at }) };
}

export function documentPassage(editor: TextPlace | undefined): Passages {
  if (!editor) return { reason: `No text editor is active. ${openText}` };
  const { document } = editor;
  if (document.getText().trim() === "") return { reason: "This document has no text yet." };
  return { passages: [passageAt(document, new Range(0, 0, document.lineCount, 0))] };
}

/** What is read of a stretch of a document: of Markdown what it says. */
export function passageAt(document: TextDocument, range: Range): Passage {
  const valid = document.validateRange(range);
  const [start, end] = [document.offsetAt(valid.start), document.offsetAt(valid.end)];
  const said = document.languageId === "markdown" && config.markdown === "text" ? markdownOf(document) : null;
  return { text: document.getText(valid), ...said?.between(start, end, "markdown"), ...placeAt(document, start) };
}

/** The comment or the string at this offset; null = there is none. */
function codePassage(document: TextDocument, offset: number): Passage | null {
  const found = codeTextAt(document.languageId, document.getText(), offset);
  return found && { text: found.text, taken: found.taken, ...placeAt(document, found.start) };
}

/** What is read now where something was read before: as much of it, and in the same way. */
export function passageAgain(document: TextDocument, range: Range, before: Taken | undefined): Passage {
  const part = before && before.what !== "markdown" ? codePassage(document, document.offsetAt(range.start)) : null;
  return part ?? passageAt(document, range);
}

const placeAt = (document: TextDocument, offset: number) => ({
  name: documentName(document.uri),
  uri: document.uri.toString(),
  offset,
});

/** Of the document whose Markdown was read last: several selections are of one text. */
let parsed: { document: TextDocument; version: number; said: TextTaker | null } | null = null;

function markdownOf(document: TextDocument): TextTaker | null {
  const { version } = document;
  if (parsed?.document !== document || parsed.version !== version)
    parsed = { document, version, said: markdownText(document.getText()) };
  return parsed.said;
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
