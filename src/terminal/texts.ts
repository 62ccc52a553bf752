import { createReadStream } from "node:fs";
import { readLines } from "../dataset/read/lines.js";
import { megabytes } from "../dataset/read/record.js";
import { toUtf8 } from "../dataset/read/encoding.js";
import { decodeUtf8 } from "../dataset/read/utf8.js";
import { whyUnread } from "./cannotRead.js";
import { SkimError } from "../protocol/errors.js";

/** A text to classify, or why line `line` (1-based) has none. */
export type TextLine = { line: number; text: string; pair?: string } | { line: number; error: string };

/** The longest line read, bytes: past this it is no text that anyone would classify. */
const maxLine = 64 * 1024 * 1024;

/** The texts of a JSONL file, or of standard input for "-". Blank lines are passed over; bad ones are reported in their place. */
export async function* readTexts(file: string, stdin: AsyncIterable<Uint8Array>): AsyncGenerator<TextLine> {
  const input: AsyncIterable<Uint8Array> = file === "-" ? stdin : createReadStream(file);
  const name = file === "-" ? "standard input" : file;
  try {
    for await (const { line, content } of readLines(toUtf8(input, name, null), maxLine)) {
      if (content === null) yield { line, error: `the line is longer than ${megabytes(maxLine)}` };
      else {
        const json = decodeUtf8(content);
        if (json === null) yield { line, error: "the line is not UTF-8 text" };
        else if (json.trim() !== "") yield parseLine(line, json);
      }
    }
  } catch (error) {
    if (SkimError.is(error)) throw error;
    throw new SkimError("message", `--file ${file} cannot be read: ${whyUnread(error)}.`);
  }
}

function parseLine(line: number, json: string): TextLine {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { line, error: "the line is not JSON" };
  }
  const { text, pair } = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  if (typeof text !== "string") return { line, error: 'the line has no "text" that is a string' };
  if (pair === undefined || pair === null) return { line, text };
  return typeof pair === "string" ? { line, text, pair } : { line, error: 'the line\'s "pair" is no string' };
}
