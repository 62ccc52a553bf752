/** What models/train/families.py writes of each family. */
import { readdirSync, readFileSync } from "node:fs";
import type { Answer } from "./pytorch.js";

export interface Case {
  text: string;
  ids: number[];
  /** Per token, in UTF-16 units; [0, 0] for those that stand around a text. */
  offsets: [start: number, end: number][];
  /** The plain model's, then those in which tokens leave. */
  runs: Answer[];
}

export interface Family {
  name: string;
  folder: string;
  cases: Case[];
}

export const tolerance = 1e-3;

const home = "test/fixtures/families";

export function familyOf(name: string): Family {
  const folder = `${home}/${name}`;
  return { name, folder, cases: JSON.parse(readFileSync(`${folder}/pytorch.json`, "utf8")) as Case[] };
}

export const families = readdirSync(home).map(familyOf);

export const saidOf = ({ text }: Pick<Case, "text">, { threshold, forced }: Answer): string =>
  `${text.slice(0, 40)} at ${String(threshold)}, forced ${JSON.stringify(forced)}`;
