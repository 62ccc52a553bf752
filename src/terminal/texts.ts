import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { SkimError } from "../protocol/errors.js";

/** A text to classify, or why line `line` (1-based) has none. */
export type TextLine = { line: number; text: string } | { line: number; error: string };

/** The longest line read, UTF-16 units: past this it is no text that anyone would classify. */
const maxLine = 64 * 1024 * 1024;

/** The texts of a JSONL file, or of standard input for "-". Blank lines are passed over; bad ones are reported in their place. */
export async function* readTexts(file: string): AsyncGenerator<TextLine> {
  const input = file === "-" ? process.stdin : createReadStream(file);
  const opened = new Promise<void>((resolve, reject) => {
    if (file === "-") resolve();
    else input.once("open", () => resolve()).once("error", reject);
  });
  try {
    await opened;
    let line = 0;
    for await (const raw of createInterface({ input, crlfDelay: Infinity })) {
      line++;
      const json = line === 1 ? raw.replace(/^\uFEFF/u, "") : raw;
      if (json.trim() !== "") yield parseLine(line, json);
    }
  } catch (error) {
    if (SkimError.is(error)) throw error;
    throw new SkimError("message", `--file ${file} cannot be read: ${(error as Error).message}`);
  }
}

function parseLine(line: number, json: string): TextLine {
  if (json.length > maxLine) return { line, error: "the line is longer than 64 MB" };
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { line, error: "the line is not JSON" };
  }
  const text = typeof value === "object" && value !== null && "text" in value ? value.text : undefined;
  return typeof text === "string" ? { line, text } : { line, error: 'the line has no "text" that is a string' };
}
