import type { Aligned } from "../aligned.js";
import { readSteps } from "../steps.js";
import { byteLevel } from "./byteLevel.js";
import { metaspace } from "./metaspace.js";
import { split } from "./split.js";
import { bert, digits, punctuation, whitespace, whitespaceSplit } from "./words.js";

/** Cuts a text into words, of which none is empty. tokenizer.json calls it a pre_tokenizer. */
export type Splitter = (text: Aligned) => Aligned[];

/** By the type that tokenizer.json gives them. */
const kinds: Record<string, (json: Record<string, unknown>) => Splitter> = {
  BertPreTokenizer: () => bert,
  Whitespace: () => whitespace,
  WhitespaceSplit: () => whitespaceSplit,
  Punctuation: punctuation,
  Digits: digits,
  ByteLevel: byteLevel,
  Split: split,
  Metaspace: metaspace,
};

/** tokenizer.json's pre_tokenizer; null = the text is one word. Throws Unusable, naming what is not supported. */
export function readSplitter(json: unknown): Splitter {
  const steps = readSteps(json, "pre_tokenizer", "pretokenizers", kinds);
  return (text) => steps.reduce((words, step) => words.flatMap(step), text.text === "" ? [] : [text]);
}
