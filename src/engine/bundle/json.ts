import * as v from "valibot";
import { SkimError, type SkimErrorCode } from "../../protocol/errors.js";
import { fromFile } from "../../words/text.js";
import { mistakenFor } from "./mistaken.js";

/** In every runtime that the engine meets (Node, workers, browsers), but in no library that its world is compiled with. */
declare const TextDecoder: new (label: string, options: { fatal: boolean }) => { decode(bytes: Uint8Array): string };

/** Bytes of UTF-8 as text. Throws a SkimError of the given code that names the file. */
export function decodeText(bytes: Uint8Array, code: SkimErrorCode, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    const why = mistakenFor(bytes) ?? "not UTF-8 text: copy the bundle again from where it was saved";
    throw new SkimError(code, `${file} is ${why}.`, { cause, file });
  }
}

/** Bytes of UTF-8 JSON as a value. Throws a SkimError of the given code that names the file. */
export function parseJson(bytes: Uint8Array, code: SkimErrorCode, file: string): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as unknown;
  } catch (cause) {
    const mistaken = mistakenFor(bytes);
    const why = cause instanceof SyntaxError ? fromFile(cause.message) : "it is not UTF-8 text";
    const message = mistaken
      ? `${file} is ${mistaken}.`
      : `${file} holds no JSON (${why}): copy the bundle again from where it was saved.`;
    throw new SkimError(code, message, { cause, file });
  }
}

/** A JSON object, as opposed to an array or null. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a check found: "hidden_size: Invalid type: Expected number but received …", of what the file said no more than fits a message. */
export function issueText(issue: v.BaseIssue<unknown>, whole = "it"): string {
  return `${fromFile(v.getDotPath(issue) ?? whole)}: ${fromFile(issue.message)}`;
}

/** What a file said, short enough for a message and plain. Of lists only short ones of numbers (shapes) are written out. */
export function quote(value: unknown): string {
  if (value === undefined) return "nothing";
  if (isRecord(value)) return "an object";
  if (Array.isArray(value) && !(value.length <= 8 && value.every((x) => typeof x === "number")))
    return `a list of ${value.length}`;
  const text = JSON.stringify(typeof value === "string" ? fromFile(value.slice(0, 80)) : value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
