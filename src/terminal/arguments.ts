import { parseArgs, type ParseArgsConfig } from "node:util";
import { SkimError } from "../protocol/errors.js";
import type { Precision } from "../run/run.js";
import { allSemantics, type Semantics } from "../run/semantics.js";

/** `parseArgs` of options and positionals. Throws SkimError with one line; `help` is what to type for the options there are. */
export function readArguments<T extends NonNullable<ParseArgsConfig["options"]>>(
  args: string[],
  options: T,
  help: string,
) {
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw wrong(`${(error as Error).message.split("\n")[0] ?? ""} (see ${help})`);
  }
}

export function precisionOf(text: string): Precision {
  if (text === "fp32" || text === "int8") return text;
  throw wrong(`--precision ${text}: fp32 or int8.`);
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
