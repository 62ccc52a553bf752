import type { Aligned } from "../aligned.js";
import { readSteps } from "../steps.js";
import { bert } from "./bert.js";
import { lowercase, nmt, prepend, replace, strip, stripAccents } from "./characters.js";
import { unicodeForm } from "./unicodeForm.js";
import { precompiled } from "./precompiled.js";
import { byteLevel } from "./byteLevel.js";

/** Makes a text more uniform, and knows of what. */
export type Normalizer = (text: Aligned) => Aligned;

/** By the type that tokenizer.json gives them. */
const kinds: Record<string, (json: Record<string, unknown>) => Normalizer> = {
  BertNormalizer: bert,
  NFC: () => unicodeForm("NFC"),
  NFD: () => unicodeForm("NFD"),
  NFKC: () => unicodeForm("NFKC"),
  NFKD: () => unicodeForm("NFKD"),
  Lowercase: () => lowercase,
  StripAccents: () => stripAccents,
  Strip: strip,
  Replace: replace,
  Prepend: prepend,
  Nmt: () => nmt,
  Precompiled: precompiled,
  ByteLevel: () => byteLevel,
};

/** tokenizer.json's normalizer; null = none. Throws Unusable, naming what is not supported. */
export function readNormalizer(json: unknown): Normalizer {
  const steps = readSteps(json, "normalizer", "normalizers", kinds);
  return (text) => steps.reduce((done, step) => step(done), text);
}
