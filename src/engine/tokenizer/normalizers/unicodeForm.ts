import { decompose } from "../unicode.js";
import { notCombining, whole } from "../unicode9.js";
import type { Normalizer } from "./index.js";

type Form = "NFC" | "NFD" | "NFKC" | "NFKD";
/** A character and what becomes of those before it (Aligned.transform). */
type Changed = readonly [character: string, change: number];

/** Marks on one letter that JavaScript is not asked to sort: it takes the square of their number. */
const manyMarks = /\p{M}{30}/u;

/** One of Unicode's normal forms; each character is aligned as the library has it. */
export function unicodeForm(form: Form): Normalizer {
  const compatible = form === "NFKC" || form === "NFKD";
  const composes = form === "NFC" || form === "NFKC";
  return (aligned) => {
    const { text } = aligned;
    if (!manyMarks.test(text) && text.normalize(form) === text) return aligned;
    const parts = inOrder(decomposed(text, compatible ? "NFKD" : "NFD"));
    return aligned.transform(composes ? composed(parts) : parts);
  };
}

function* decomposed(text: string, form: "NFD" | "NFKD"): Generator<Changed> {
  for (const c of text) {
    let change = 0;
    for (const d of c < "\u0080" ? c : decompose(c, form)) {
      yield [d, change];
      change = 1;
    }
  }
}

/** Characters that combine, sorted by their class between those that do not. */
function inOrder(characters: Iterable<Changed>): Changed[] {
  const sorted: Changed[] = [];
  let from = 0;
  const sortFrom = () => {
    if (sorted.length - from < 2) return;
    const tail = sorted.splice(from).sort(([a], [b]) => combiningClass(a) - combiningClass(b));
    for (const changed of tail) sorted.push(changed);
  };
  for (const changed of characters) {
    if (combiningClass(changed[0]) === 0) {
      sortFrom();
      from = sorted.length + 1;
    }
    sorted.push(changed);
  }
  sortFrom();
  return sorted;
}

/** What two characters make together is put where the first was. */
function* composed(characters: Iterable<Changed>): Generator<Changed> {
  let first: Changed | null = null;
  let between: Changed[] = []; // they combine with `first`, but make no one character with it
  for (const changed of characters) {
    const [c, change] = changed;
    const ofC = combiningClass(c);
    const last = between.at(-1);
    const blocked = last !== undefined && combiningClass(last[0]) >= ofC;
    const one: string | null = first && !blocked ? together(first[0], c) : null;
    if (first && one !== null) first = [one, first[1] + change - 1];
    else if (ofC === 0) {
      if (first) yield first;
      yield* between;
      [first, between] = [changed, []];
    } else if (first) between.push(changed);
    else yield changed;
  }
  if (first) yield first;
  yield* between;
}

/** The one character that two make, or null. */
function together(a: string, b: string): string | null {
  const both = (a + b).normalize("NFC");
  const [one = "", more] = both;
  return more === undefined && !whole.has(one) && both !== a + b ? one : null;
}

/** One character of each combining class, from the lowest on: JavaScript tells an order, and no classes. */
const ofEachClass =
  "334 16ff0 93c 3099 94d 5b0 5b1 5b2 5b3 5b4 5b5 5b6 5b7 5b8 5b9 5bb 5bc 5bd 5bf 5c1 5c2 fb1e 64b 64c 64d 618 619 61a 651 652 670 711 c55 c56 e38 e48 eb8 ec8 f71 f72 f74 321 1dce 31b 1dfa 316 59a 302e 1d16d 5ae 300 315 35c 35d 345"
    .split(" ")
    .map((hex) => String.fromCodePoint(Number.parseInt(hex, 16)));
const known = new Map<string, number>();

/** 0 = it does not combine; else the greater, the farther from the letter. */
function combiningClass(c: string): number {
  if (c < "\u0300") return 0;
  let found = known.get(c);
  if (found === undefined) {
    const swaps = (a: string, b: string) => (a + b).normalize("NFD") !== a + b;
    const combines = c.normalize("NFD") === c && (swaps(c, "\u0334") || swaps("\u3099", c)) && !notCombining.has(c);
    found = combines ? 1 + ofEachClass.filter((other) => swaps(c, other)).length : 0;
    known.set(c, found);
  }
  return found;
}
