/** Several labels in one value, as files write them. */
import { labelText, wholeNumber } from "./labels.js";

/** A list: of JSON, or in a cell as JSON or Python write it, `["a", "b"]` or `['a', 'b']`; null = it is none. */
export function listOf(value: unknown): unknown[] | null {
  if (Array.isArray(value)) return value as unknown[];
  if (typeof value !== "string" || !/^\s*\[.*\]\s*$/s.test(value)) return null;
  try {
    const read: unknown = JSON.parse(value);
    return Array.isArray(read) ? (read as unknown[]) : null;
  } catch {
    const inside = value.trim().slice(1, -1);
    const items = inside.match(/'[^']*'|"[^"]*"|[^\s,'"]+/g) ?? [];
    return items.map((item) => item.replace(/^(['"])(.*)\1$/s, "$2"));
  }
}

/** Whether a label is there; null = the value says neither. */
export function markOf(value: unknown): boolean | null {
  const text = labelText(value)?.toLowerCase() ?? "";
  if (text === "true") return true;
  if (text === "false") return false;
  const number = wholeNumber(text);
  return number === 1 ? true : number === 0 ? false : null;
}

/** What may stand between labels in one cell, the surest first. */
export const separators = ["|", ";", ",", "/", "\t", " "];

export function partsOf(text: string, separator: string): string[] {
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
