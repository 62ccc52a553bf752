import * as v from "valibot";
import { utf8 } from "../bytes.js";
import { part } from "../part.js";
import { Unusable } from "../unusable.js";
import type { Normalizer } from "./index.js";

/** In every runtime that the engine meets, but in no library that its world is compiled with. */
declare const TextDecoder: new (label: string, options: { fatal: boolean }) => { decode(bytes: Uint8Array): string };
declare const atob: (base64: string) => string;

const Settings = v.object({ precompiled_charsmap: v.string() });

/** Bytes of a cluster that is looked up whole. */
const mostBytes = 5;

/** Bytes of what a spelling becomes: the longest there is has 33. */
const longestSpelling = 1000;

/**
 * SentencePiece's character map: a trie of spellings (a double array) and what each becomes. As in the library a cluster of few bytes is
 * looked up first, then each character by itself, and of several spellings that begin it the shortest counts.
 */
export function precompiled(json: Record<string, unknown>): Normalizer {
  const { precompiled_charsmap: base64 } = part(Settings, json, "normalizer", "Precompiled with precompiled_charsmap");
  const become = readMap(base64);
  const known = new Map<string, string | null>();
  const lookUp = (c: string): string | null => {
    let found = known.get(c);
    if (found === undefined) {
      found = become(Array.from(c).flatMap((one) => utf8(one.codePointAt(0) ?? 0)));
      known.set(c, found);
    }
    return found;
  };
  return (aligned) => {
    const done = { modified: false };
    const changes: [character: string, change: number][] = [];
    const replace = (old: number, next: string) => {
      done.modified = true;
      const characters = Array.from(next);
      const more = characters.length - old;
      characters.forEach((c, i) => changes.push([c, i >= characters.length - more ? 1 : 0]));
      const last = changes.at(-1);
      if (more < 0 && last) last[1] += more;
    };
    for (const cluster of clusters(aligned.text)) {
      const characters = Array.from(cluster);
      const small = characters.length > 1 && characters.flatMap((c) => utf8(c.codePointAt(0) ?? 0)).length <= mostBytes;
      const whole = small ? lookUp(cluster) : null;
      if (whole !== null) replace(characters.length, whole);
      else
        for (const c of characters) {
          const next = lookUp(c);
          if (next === null) changes.push([c, 0]);
          else replace(1, next);
        }
    }
    return done.modified ? aligned.transform(changes) : aligned;
  };
}

const segmenter = new Intl.Segmenter("und", { granularity: "grapheme" });

/** What people take for one character; ASCII is cut without asking. */
function* clusters(text: string): Generator<string> {
  const isPlain = (i: number) => text.charCodeAt(i) < 0x80;
  for (let i = 0; i < text.length;) {
    let end = i + 1;
    if (isPlain(i) && (end === text.length || isPlain(end)) && !(text[i] === "\r" && text[end] === "\n"))
      yield text[i] ?? "";
    else {
      while (end < text.length && !(isPlain(end) && isPlain(end - 1))) end++;
      if (text[end - 1] === "\r" && text[end] === "\n") end++;
      for (const { segment } of segmenter.segment(text.slice(i, end))) yield segment;
    }
    i = end;
  }
}

/** The map as what looks bytes up. Throws Unusable where it is damaged. */
function readMap(base64: string): (bytes: number[]) => string | null {
  const bytes = decode(base64);
  const view = new DataView(bytes.buffer);
  const size = bytes.length >= 4 ? view.getUint32(0, true) : 0;
  const units = size / 4;
  if (!Number.isInteger(units) || units === 0 || 4 + size > bytes.length)
    throw new Unusable("its normalizer's precompiled_charsmap is cut short");
  const unit = (at: number) => (at < units ? view.getUint32(4 + 4 * at, true) : 0);
  const offset = (of: number) => ((of >>> 10) << ((of & (1 << 9)) >>> 6)) >>> 0;
  const spellings = bytes.subarray(4 + size);
  for (let from = 0; from < spellings.length;) {
    const end = spellings.indexOf(0, from);
    if ((end < 0 ? spellings.length : end) - from > longestSpelling)
      throw new Unusable(
        `its normalizer's precompiled_charsmap makes more than ${longestSpelling} bytes of a character`,
      );
    from = end < 0 ? spellings.length : end + 1;
  }
  return (key) => {
    let node = offset(unit(0));
    for (const byte of key) {
      if (byte === 0) return null;
      node = (node ^ byte) >>> 0;
      const of = unit(node);
      if ((of & 0x800000ff) >>> 0 !== byte) return null;
      node = (node ^ offset(of)) >>> 0;
      if ((of >>> 8) & 1) return spelling(spellings, unit(node) & 0x7fffffff);
    }
    return null;
  };
}

function spelling(spellings: Uint8Array, from: number): string {
  const end = spellings.indexOf(0, from);
  return new TextDecoder("utf-8", { fatal: false }).decode(spellings.subarray(from, end < 0 ? spellings.length : end));
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  } catch {
    throw new Unusable("its normalizer's precompiled_charsmap is no base64");
  }
}
