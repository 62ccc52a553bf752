/** Sets of characters in a regular expression, as Oniguruma has them. */
import { quote } from "../../bundle/json.js";
import { Unusable } from "../unusable.js";

/** Whether a code point is one of the set. */
export type Test = (code: number) => boolean;

export const not =
  (test: Test): Test =>
  (code) =>
    !test(code);

/** Asks once for each code point below 65,536: most are asked again. A pattern may have thousands of sets, and a text is of few scripts. */
export function remembered(test: Test): Test {
  const pages: Uint8Array[] = []; // 1 = no, 2 = yes
  return (code) => {
    if (code > 0xffff) return test(code);
    const page = (pages[code >> 8] ??= new Uint8Array(256));
    const before = page[code & 255] ?? 0;
    if (before !== 0) return before === 2;
    const is = test(code);
    page[code & 255] = is ? 2 : 1;
    return is;
  };
}

const matching = (regex: RegExp) => remembered((code) => regex.test(String.fromCodePoint(code)));

/** Of the superscripts and fractions those of Latin-1 alone: so it is there. */
export const isWord = matching(/^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\u00b2\u00b3\u00b9\u00bc-\u00be]$/u);

/** \s and others by their letter; the capital is what they are not. */
const shorthand: Record<string, Test> = {
  s: matching(/^\p{White_Space}$/u),
  d: matching(/^\p{Nd}$/u),
  w: isWord,
  h: matching(/^[0-9A-Fa-f]$/),
};
export function ofShorthand(letter: string): Test | null {
  const test = shorthand[letter.toLowerCase()];
  if (!test) return null;
  return letter === letter.toLowerCase() ? test : not(test);
}

const posix: Record<string, string> = {
  alpha: "\\p{Alphabetic}",
  alnum: "\\p{Alphabetic}\\p{Nd}",
  digit: "\\p{Nd}",
  lower: "\\p{Lowercase}",
  upper: "\\p{Uppercase}",
  space: "\\p{White_Space}",
  blank: "\\p{Zs}\\t",
  cntrl: "\\p{Cc}",
  punct: "\\p{P}$+<=>^`|~",
  xdigit: "0-9A-Fa-f",
};

/** A property by its name: of Unicode (L, Letter, Han, Script=Han), or of POSIX (alpha). Throws Unusable for one that is not known. */
export function ofProperty(name: string): Test {
  const negated = name.startsWith("^");
  const plain = negated ? name.slice(1) : name;
  const test = property(plain);
  return negated ? not(test) : test;
}

function property(name: string): Test {
  const set = posix[name.toLowerCase()];
  if (set !== undefined) return matching(new RegExp(`^[${set}]$`, "u"));
  if (/^[A-Za-z][A-Za-z_]*(=[A-Za-z_]+)?$/.test(name))
    for (const form of [name, `Script=${name}`])
      try {
        return matching(new RegExp(`^\\p{${form}}$`, "u"));
      } catch {
        continue; // no such property
      }
  throw new Unusable(`its regular expression asks for the property ${quote(name)}, which is not supported`);
}

/** The set with both cases of each of its characters. */
export function inAnyCase(test: Test): Test {
  return remembered((code) => {
    const c = String.fromCodePoint(code);
    const upper = c.toUpperCase();
    return [c, c.toLowerCase(), upper, upper.toLowerCase()].some((d) => {
      const [one = "", more] = d;
      return more === undefined && test(one.codePointAt(0) ?? 0);
    });
  });
}
