import { parseArgs, type ParseArgsConfig } from "node:util";
import { SkimError } from "../protocol/errors.js";
import type { WantedPrecision } from "../run/run.js";
import { allSemantics, type Semantics } from "../run/semantics.js";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** `parseArgs` of options and positionals. Throws SkimError with one line; `help` is what to type for the options there are. */
export function readArguments<T extends Options>(args: string[], options: T, help: string) {
  const { tokens } = parseArgs({ args, allowPositionals: true, options, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const { rawName: typed, name, value, inlineValue } = token;
    const { type } = Object.hasOwn(options, name) ? (options[name] ?? {}) : {};
    if (type === undefined) throw wrong(`There is no option ${typed}${near(name, options)} (see ${help}).`);
    if (type === "boolean" && value !== undefined) throw wrong(`${typed} takes no value (see ${help}).`);
    if (type === "string" && value === undefined) throw wrong(`${typed} needs a value (see ${help}).`);
    if (inlineValue === false && /^-./.test(value))
      throw wrong(`${typed} needs a value, and ${value} is an option: a value that begins so is ${typed}=${value}.`);
  }
  return parseArgs({ args, allowPositionals: true, options });
}

/** ": there is --threads, --threshold" */
function near(name: string, options: Options): string {
  const likely = Object.keys(options).filter((known) => edits(known, name) <= Math.max(1, name.length / 3));
  return likely.length === 0 ? "" : `: there is ${likely.map((known) => `--${known}`).join(", ")}`;
}

/** Characters that are put in, taken out or replaced between two names (Levenshtein). */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + Number(a[i - 1] !== b[j - 1])));
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The default of VS Code's setting transkimmer.precision, too: one text has one answer. */
export const precisionOption = { type: "string", default: "auto" } as const;
export const precisionUsage = `  --precision auto      fp32 or int8; auto: int8 where config.json records that it agrees with fp32 (the default here and in VS Code)`;

export function precisionOf(text: string): WantedPrecision {
  if (text === "auto" || text === "fp32" || text === "int8") return text;
  throw wrong(`--precision ${text}: auto, fp32 or int8.`);
}

export const semanticsOption = { type: "string" } as const;
export const semanticsUsage = `  --semantics dropped   or official: of a folder with predictors whose config.json has no "skim" block (default dropped)`;

export function semanticsOf(text: string | undefined): { semantics?: Semantics } {
  const semantics = allSemantics.find((known) => known === text);
  if (semantics || text === undefined) return semantics ? { semantics } : {};
  throw wrong(`--semantics ${text}: ${allSemantics.join(" or ")}.`);
}

export function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = text.trim() === "" ? NaN : Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw wrong(`${name} ${text}: a whole number from ${least} to ${most}.`);
}

/** A command line that cannot be followed: one line that says what to do. */
export function wrong(message: string): SkimError {
  return new SkimError("message", message);
}
