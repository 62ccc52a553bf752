import { quote } from "../../bundle/json.js";
import { Unusable } from "../unusable.js";
import { inAnyCase, not, ofProperty, ofShorthand, remembered, type Test } from "./characters.js";

/** A regular expression, parsed. */
export type Node =
  | { kind: "character"; test: Test }
  | { kind: "sequence"; of: Node[] }
  | { kind: "either"; of: Node[] }
  | { kind: "repeat"; of: Node; least: number; most: number; takes: "most" | "least" | "all" }
  | { kind: "atomic"; of: Node }
  | { kind: "look"; of: Node; behind: boolean; negated: boolean }
  | { kind: "edge"; at: "line start" | "line end" | "start" | "end" | "end of last line" | "word" | "inside word" };

/** Groups within groups, sets within sets, repetitions of repetitions. */
const deepest = 50;
/** {n,m} counts to this. */
const mostTimes = 1000;

interface Flags {
  anyCase: boolean;
  dotAll: boolean;
}

/** Oniguruma's syntax, as far as tokenizers use it. Throws Unusable, naming what is not supported. */
export function parse(source: string): Node {
  const parser = new Parser(source);
  const node = parser.either({ anyCase: false, dotAll: false }, 0);
  parser.end();
  return node;
}

const escapes: Record<string, string> = { n: "\n", t: "\t", r: "\r", f: "\f", v: "\v", a: "\u0007", e: "\u001b" };
const edges = { b: "word", B: "inside word", A: "start", z: "end", Z: "end of last line" } as const;

class Parser {
  private at = 0;

  constructor(private readonly source: string) {}

  end(): void {
    if (this.at < this.source.length) throw this.wrong(`an unmatched ${quote(this.peek())}`);
  }

  either(flags: Flags, depth: number): Node {
    if (depth > deepest) throw this.wrong("groups within groups");
    const of = [this.sequence(flags, depth)];
    while (this.take("|")) of.push(this.sequence(flags, depth));
    return of.length === 1 && of[0] ? of[0] : { kind: "either", of };
  }

  private sequence(flags: Flags, depth: number): Node {
    const of: Node[] = [];
    while (this.at < this.source.length && this.peek() !== "|" && this.peek() !== ")") {
      const one = this.one(flags, depth);
      if (one) of.push(this.repeated(one));
    }
    return of.length === 1 && of[0] ? of[0] : { kind: "sequence", of };
  }

  private repeated(one: Node): Node {
    let of = one;
    for (let depth = 0; ; depth++) {
      if (depth > deepest) throw this.wrong("repetitions of repetitions");
      const sign = this.peek();
      let bounds: [number, number] | null = null;
      if (sign === "*" || sign === "+" || sign === "?") {
        this.at++;
        bounds = [sign === "+" ? 1 : 0, sign === "?" ? 1 : Infinity];
      } else if (sign === "{") bounds = this.counts();
      if (!bounds) return of;
      if (of.kind === "edge" || of.kind === "look") throw this.wrong("a repeated assertion");
      const [least, most] = bounds;
      if (least > mostTimes || (most !== Infinity && most > mostTimes) || least > most)
        throw this.wrong(`more than ${mostTimes} times`);
      if (sign === "{" && least === most && this.peek() === "?") throw this.wrong('"{n}?"');
      const lazy = this.take("?");
      const takes = lazy ? "least" : sign !== "{" && this.take("+") ? "all" : "most";
      of = { kind: "repeat", of, least, most, takes };
    }
  }

  /** "{2,}", "{,3}", "{4}"; null = a brace that stands for itself. */
  private counts(): [number, number] | null {
    const found = /^\{(\d*)(,?)(\d*)\}/.exec(this.source.slice(this.at, this.at + 20));
    const [all = "", least = "", comma = "", most = ""] = found ?? [];
    if (!found || (least === "" && most === "")) return null;
    this.at += all.length;
    const from = least === "" ? 0 : Number(least);
    return [from, comma === "" ? from : most === "" ? Infinity : Number(most)];
  }

  /** One character, set or group; null = a comment. */
  private one(flags: Flags, depth: number): Node | null {
    const c = this.next();
    switch (c) {
      case "(":
        return this.group(flags, depth + 1);
      case "[":
        return this.character(this.set(0), flags);
      case ".":
        return { kind: "character", test: flags.dotAll ? () => true : (code) => code !== 0x0a };
      case "^":
        return { kind: "edge", at: "line start" };
      case "$":
        return { kind: "edge", at: "line end" };
      case "\\": {
        const letter = this.peek();
        if (Object.hasOwn(edges, letter)) {
          this.at++;
          return { kind: "edge", at: edges[letter as keyof typeof edges] };
        }
        return this.character(this.escape(), flags);
      }
      case "*":
      case "+":
      case "?":
        throw this.wrong(`${quote(c)} with nothing to repeat`);
      default:
        return this.character(c.codePointAt(0) ?? 0, flags);
    }
  }

  private group(flags: Flags, depth: number): Node | null {
    const inner = (): Node => {
      const of = this.either(flags, depth);
      if (!this.take(")")) throw this.wrong("a group without an end");
      return of;
    };
    if (!this.take("?")) return inner();
    for (const [sign, behind, negated] of [
      ["=", false, false],
      ["!", false, true],
      ["<=", true, false],
      ["<!", true, true],
    ] as const)
      if (this.take(sign)) return { kind: "look", of: inner(), behind, negated };
    if (this.take(":")) return inner();
    if (this.take(">")) return { kind: "atomic", of: inner() };
    if (this.take("#")) {
      while (this.next() !== ")");
      return null;
    }
    const [named] = /^<[A-Za-z_]\w*>/.exec(this.source.slice(this.at, this.at + 100)) ?? [];
    if (named) {
      this.at += named.length;
      return inner();
    }
    const changed = { ...flags };
    for (let on = true; ;) {
      const letter = this.next();
      if (letter === "-") on = false;
      else if (letter === "i") changed.anyCase = on;
      else if (letter === "m") changed.dotAll = on;
      else if (letter === ":") {
        const of = this.either(changed, depth);
        if (!this.take(")")) throw this.wrong("a group without an end");
        return of;
      } else if (letter === ")") return this.either(changed, depth); // "(?i)" holds for what is left of its group, as one part
      else throw this.wrong(`"(?${letter}"`);
    }
  }

  /** After "[". */
  private set(depth: number): Test {
    if (depth > deepest) throw this.wrong("sets within sets");
    const negated = this.take("^");
    const tests: Test[] = [];
    let both: Test | null = null; // what stands before "&&"
    const all = (): Test => {
      const of = tests.splice(0);
      const own: Test = (code) => of.some((test) => test(code));
      const before = both;
      return before ? (code) => before(code) && own(code) : own;
    };
    for (let first = true; ; first = false) {
      if (!first && this.take("]")) break;
      if (this.take("&&")) {
        both = all();
        continue;
      }
      if (this.take("[:")) {
        const end = this.source.indexOf(":]", this.at);
        if (end < 0) throw this.wrong("a set without an end");
        tests.push(ofProperty(this.source.slice(this.at, end)));
        this.at = end + 2;
        continue;
      }
      if (this.take("[")) {
        tests.push(this.set(depth + 1));
        continue;
      }
      const from = this.inSet();
      if (typeof from !== "number") tests.push(from);
      else if (this.peek() === "-" && this.source[this.at + 1] !== "]" && this.at + 1 < this.source.length) {
        this.at++;
        const to = this.inSet();
        if (typeof to !== "number" || to < from) throw this.wrong("a range without an end");
        tests.push((code) => code >= from && code <= to);
      } else tests.push((code) => code === from);
    }
    const test = remembered(all());
    return negated ? not(test) : test;
  }

  /** A code point, or a set like \s. */
  private inSet(): number | Test {
    const c = this.next();
    if (c !== "\\") return c.codePointAt(0) ?? 0;
    return this.take("b") ? 0x08 : this.escape();
  }

  /** After "\". */
  private escape(): number | Test {
    const c = this.next();
    const set = ofShorthand(c);
    if (set) return set;
    if (c === "p" || c === "P") {
      const [all = "", name = ""] = /^\{([^}]{1,60})\}/.exec(this.source.slice(this.at, this.at + 70)) ?? [];
      if (all === "") throw this.wrong(`"\\${c}"`);
      this.at += all.length;
      const test = ofProperty(name);
      return c === "p" ? test : not(test);
    }
    if (Object.hasOwn(escapes, c)) return (escapes[c] ?? "").charCodeAt(0);
    const hex = { x: /^(?:\{([0-9A-Fa-f]{1,8})\}|([0-9A-Fa-f]{1,2}))/, u: /^()([0-9A-Fa-f]{4})/ }[c];
    if (hex) {
      const [all = "", ...digits] = hex.exec(this.source.slice(this.at, this.at + 12)) ?? [];
      const code = Number.parseInt(digits.find((some) => some) ?? "", 16);
      if (!(code <= 0x10ffff)) throw this.wrong(`"\\${c}"`);
      this.at += all.length;
      return code;
    }
    if (/[A-Za-z0-9]/.test(c)) throw this.wrong(`"\\${c}"`);
    return c.codePointAt(0) ?? 0;
  }

  private character(wanted: number | Test, flags: Flags): Node {
    const test: Test = typeof wanted === "number" ? (code) => code === wanted : wanted;
    return { kind: "character", test: flags.anyCase ? inAnyCase(test) : test };
  }

  private peek(): string {
    return this.source[this.at] ?? "";
  }

  private next(): string {
    const code = this.source.codePointAt(this.at);
    if (code === undefined) throw this.wrong("what ends too early");
    const c = String.fromCodePoint(code);
    this.at += c.length;
    return c;
  }

  private take(wanted: string): boolean {
    const found = this.source.startsWith(wanted, this.at);
    if (found) this.at += wanted.length;
    return found;
  }

  private wrong(what: string): Unusable {
    return new Unusable(`its regular expression ${quote(this.source)} has ${what}, which is not supported`);
  }
}
