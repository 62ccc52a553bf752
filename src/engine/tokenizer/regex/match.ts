import { SkimError } from "../../../protocol/errors.js";
import { quote } from "../../bundle/json.js";
import type { Pattern } from "../pattern.js";
import { Unusable } from "../unusable.js";
import { isWord } from "./characters.js";
import { parse, type Node } from "./parse.js";

/** What comes after: whether it matches from here on. */
type Next = (at: number) => boolean;
/** Whether a part, and what comes after it, matches from `at` on. */
type Matcher = (at: number, next: Next) => boolean;

/**
 * Steps that finding all matches in a text may take: real patterns take ten a character, one that is made to hang takes the square of the
 * text. Those at first are for all of a text, which comes to a pattern word by word.
 */
const stepsAtFirst = 10_000_000;
const stepsPerUnit = 300;
let reserve = stepsAtFirst;

/** Call it before a text: what was spent on the one before is no matter of this one. */
export function beginText(): void {
  reserve = stepsAtFirst;
}

/**
 * A regular expression out of a file, as what finds it. JavaScript's own cannot be stopped, and a file's may take years for a line of text;
 * this one counts its steps (and looks back and ahead as Oniguruma does, which one of linear time cannot). Throws Unusable for what it does
 * not know; the pattern throws SkimError "bundle-tokenizer" where it takes too long.
 */
export function compile(source: string): Pattern {
  let text = "";
  let left = 0;
  const tooLong = () =>
    new SkimError(
      "bundle-tokenizer",
      `tokenizer.json's regular expression ${quote(source)} takes too long on this text: shorten the text, or choose another model folder.`,
      { file: "tokenizer.json" },
    );
  const step = () => {
    if (left-- <= 0) throw tooLong();
  };
  const codeAt = (at: number) => text.codePointAt(at) ?? 0;
  const widthAt = (at: number) => (codeAt(at) > 0xffff ? 2 : 1);
  const before = (at: number) => at - (at > 1 && (text.codePointAt(at - 2) ?? 0) > 0xffff ? 2 : 1);

  const matcher = (node: Node): Matcher => {
    switch (node.kind) {
      case "character": {
        const { test } = node;
        return (at, next) => {
          step();
          if (at >= text.length) return false;
          const code = codeAt(at);
          return test(code) && next(at + (code > 0xffff ? 2 : 1));
        };
      }
      case "sequence":
        return node.of.map(matcher).reduceRight<Matcher>(
          (rest, first) => (at, next) => first(at, (then) => rest(then, next)),
          (at, next) => {
            step();
            return next(at);
          },
        );
      case "either": {
        const all = node.of.map(matcher);
        return (at, next) => {
          step();
          for (const one of all) if (one(at, next)) return true;
          return false;
        };
      }
      case "repeat":
        return node.of.kind === "character" ? ofCharacters(node, node.of.test) : ofParts(node);
      case "atomic":
        return atomic(matcher(node.of));
      case "look":
        return look(node);
      case "edge":
        return (at, next) => isEdge(node.at, at) && next(at);
    }
  };

  type Repeat = Extract<Node, { kind: "repeat" }>;

  const ofCharacters =
    ({ least, most, takes }: Repeat, test: (code: number) => boolean): Matcher =>
    (from, next) => {
      let at = from;
      let count = 0;
      const more = () => {
        step();
        if (at >= text.length) return false;
        const code = codeAt(at);
        if (!test(code)) return false;
        at += code > 0xffff ? 2 : 1;
        count++;
        return true;
      };
      while (count < (takes === "least" ? least : most) && more());
      if (takes === "least") {
        while (count >= least) {
          if (next(at)) return true;
          if (count >= most || !more()) return false;
        }
        return false;
      }
      for (; count >= least; count--) {
        step();
        if (next(at)) return true;
        if (takes === "all" || count === 0) return false;
        at = before(at);
      }
      return false;
    };

  const ofParts = (node: Repeat): Matcher => {
    const { least, most, takes } = node;
    const of = matcher(node.of);
    const greedy = (at: number, count: number, next: Next): boolean => {
      step();
      const again = () =>
        count < most && of(at, (then) => (then > at || count < least) && greedy(then, count + 1, next));
      const stop = () => count >= least && next(at);
      return takes === "least" ? stop() || again() : again() || stop();
    };
    const plain: Matcher = (at, next) => greedy(at, 0, next);
    return takes === "all" ? atomic(plain) : plain;
  };

  const atomic =
    (of: Matcher): Matcher =>
    (at, next) => {
      let end = -1;
      return of(at, (then) => ((end = then), true)) && next(end);
    };

  const look = ({ of, behind, negated }: Extract<Node, { kind: "look" }>): Matcher => {
    if (!behind) {
      const ahead = matcher(of);
      return (at, next) => ahead(at, () => true) !== negated && next(at);
    }
    const ways = (of.kind === "either" ? of.of : [of]).map((one) => ({
      one: matcher(one),
      width: widthOf(one, source),
    }));
    const found = (at: number) =>
      ways.some(({ one, width }) => {
        let from = at;
        for (let i = 0; i < width && from >= 0; i++) from = from === 0 ? -1 : before(from);
        return from >= 0 && one(from, (then) => then === at);
      });
    return (at, next) => found(at) !== negated && next(at);
  };

  const isEdge = (edge: Extract<Node, { kind: "edge" }>["at"], at: number): boolean => {
    step();
    const { length } = text;
    switch (edge) {
      case "start":
        return at === 0;
      case "end":
        return at === length;
      case "end of last line":
        return at === length || (at === length - 1 && text[at] === "\n");
      case "line start":
        return at === 0 || (text[at - 1] === "\n" && at < length);
      case "line end":
        return at === length || text[at] === "\n";
      default: {
        const differ = (at > 0 && isWord(codeAt(before(at)))) !== (at < length && isWord(codeAt(at)));
        return differ === (edge === "word");
      }
    }
  };

  const whole = matcher(parse(source));
  return (given) => {
    text = given;
    const own = stepsPerUnit * given.length;
    left = reserve + own;
    const found: [number, number][] = [];
    let last = -1;
    try {
      for (let from = 0; from <= text.length;) {
        let end = -1;
        let start = from;
        for (; start <= text.length; start += widthAt(start)) {
          step();
          if (whole(start, (at) => ((end = at), true))) break;
        }
        if (end < 0) break;
        if (end === start && end === last) from = start + widthAt(start);
        else {
          found.push([start, end]);
          [from, last] = [end, end];
        }
      }
    } catch (error) {
      // A group that is repeated thousands of times fills the stack: to people that is the same.
      throw error instanceof RangeError ? tooLong() : error;
    } finally {
      reserve = Math.min(reserve, Math.max(0, left));
      text = "";
    }
    return found;
  };
}

/** Characters that a part is of: what is looked for behind must say so. */
function widthOf(node: Node, source: string): number {
  const widths = (of: Node[]) => of.map((one) => widthOf(one, source));
  if (node.kind === "character") return 1;
  if (node.kind === "edge" || node.kind === "look") return 0;
  if (node.kind === "sequence") return widths(node.of).reduce((a, b) => a + b, 0);
  if (node.kind === "repeat" && node.least === node.most) return node.least * widthOf(node.of, source);
  if (node.kind === "either") {
    const [first = 0, ...others] = widths(node.of);
    if (others.every((other) => other === first)) return first;
  }
  throw new Unusable(
    `its regular expression ${quote(source)} looks behind for something of no fixed length, which is not supported`,
  );
}
