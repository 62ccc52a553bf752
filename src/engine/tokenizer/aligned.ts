import { SkimError } from "../../protocol/errors.js";

/** UTF-16 units that a text may become: no normaliser makes more of a text that is not made to. */
const mostUnits = 2 ** 25;

/**
 * Text on its way through a tokenizer's steps that knows where it came from, as the `tokenizers` library's NormalizedString: per UTF-16
 * unit the character of the original (its start and end in UTF-16 units) that it stands for. Steps make new ones; slices share memory.
 */
export class Aligned {
  constructor(
    readonly text: string,
    /** null = unit i is the original's unit `at` + i: so is most text before its first step. */
    private readonly starts: Uint32Array | null,
    private readonly ends: Uint32Array | null,
    private readonly at = 0,
  ) {}

  /** text[from, to) as it stands. A lone surrogate, which no other program can hold, is U+FFFD. */
  static of(text: string, from = 0, to = text.length): Aligned {
    const part = text.slice(from, to);
    if (!/[\ud800-\udfff]/.test(part)) return new Aligned(part, null, null, from);
    const starts = new Uint32Array(part.length);
    const ends = new Uint32Array(part.length);
    let lone = false;
    for (let i = 0; i < part.length;) {
      const code = part.codePointAt(i) ?? 0;
      const next = i + (code > 0xffff ? 2 : 1);
      lone ||= code >= 0xd800 && code < 0xe000;
      for (const first = i; i < next; i++) {
        starts[i] = from + first;
        ends[i] = from + next;
      }
    }
    return new Aligned(lone ? part.replace(/\p{Surrogate}/gu, "\ufffd") : part, starts, ends);
  }

  /** Where the character that unit i stands for begins in the original, and where it ends. */
  start(i: number): number {
    return this.starts ? (this.starts[this.at + i] ?? 0) : this.at + i;
  }
  end(i: number): number {
    return this.ends ? (this.ends[this.at + i] ?? 0) : this.at + i + 1;
  }

  slice(from: number, to: number): Aligned {
    return new Aligned(this.text.slice(from, to), this.starts, this.ends, this.at + from);
  }

  /** The same with other characters, unit for unit. */
  withText(text: string): Aligned {
    return new Aligned(text, this.starts, this.ends, this.at);
  }

  /** Each character becomes none, one or more, all aligned with it. `places`, if given, learns per unit where it went. */
  spell(spelling: (code: number) => string, places?: Uint32Array): Aligned {
    const out = new Growing(this.text.length);
    for (let i = 0; i < this.text.length;) {
      const code = this.text.codePointAt(i) ?? 0;
      const next = i + (code > 0xffff ? 2 : 1);
      if (places) places[i] = out.length;
      out.push(spelling(code), this.start(i), this.end(i));
      i = next;
    }
    if (places) places[this.text.length] = out.length;
    return out.aligned();
  }

  /**
   * Other characters in place of these, in the library's terms: a change of 0 takes one character's place, 1 is inserted after it, -n takes
   * one's place and n more vanish. What is put together is aligned with the first of its parts, as there.
   */
  transform(characters: Iterable<readonly [character: string, change: number]>): Aligned {
    const out = new Growing(this.text.length);
    let i = 0;
    const step = () => (i += (this.text.codePointAt(i) ?? 0) > 0xffff ? 2 : 1);
    for (const [character, change] of characters) {
      const unit = Math.min(change > 0 ? Math.max(0, i - 1) : i, this.text.length - 1);
      out.push(character, this.start(unit), this.end(unit));
      for (let taken = 1 - change; taken > 0 && i < this.text.length; taken--) step();
    }
    return out.aligned();
  }

  /** `content` in place of each of these stretches, aligned with the last character of it. */
  replace(stretches: Iterable<readonly [from: number, to: number]>, content: string): Aligned {
    const out = new Growing(this.text.length);
    let i = 0;
    for (const [from, to] of stretches) {
      this.copy(out, i, from);
      const unit = Math.max(0, to - 1);
      out.push(content, this.start(unit), to > 0 ? this.end(unit) : this.start(unit));
      i = to;
    }
    this.copy(out, i, this.text.length);
    return out.aligned();
  }

  /** `content` before the text, aligned with its first character; nothing before no text. */
  prepend(content: string): Aligned {
    if (this.text === "") return this;
    const out = new Growing(this.text.length + content.length);
    out.push(content, this.start(0), this.end(0));
    this.copy(out, 0, this.text.length);
    return out.aligned();
  }

  private copy(out: Growing, from: number, to: number): void {
    if (from < to) out.pushAll(this.slice(from, to));
  }
}

/** Aligned text that is being written. */
class Growing {
  length = 0;
  private readonly parts: string[] = [];
  private starts: Uint32Array;
  private ends: Uint32Array;

  constructor(expected: number) {
    this.starts = new Uint32Array(expected + (expected >> 2) + 16);
    this.ends = new Uint32Array(this.starts.length);
  }

  push(text: string, start: number, end: number): void {
    const to = this.length + text.length;
    if (to > this.starts.length) this.grow(to);
    for (let unit = this.length; unit < to; unit++) {
      this.starts[unit] = start;
      this.ends[unit] = end;
    }
    this.length = to;
    this.parts.push(text);
  }

  pushAll(part: Aligned): void {
    const { text } = part;
    const at = this.length;
    const to = at + text.length;
    if (to > this.starts.length) this.grow(to);
    for (let i = 0; i < text.length; i++) {
      this.starts[at + i] = part.start(i);
      this.ends[at + i] = part.end(i);
    }
    this.length = to;
    this.parts.push(text);
  }

  aligned(): Aligned {
    return new Aligned(this.parts.join(""), this.starts, this.ends);
  }

  private grow(units: number): void {
    if (units > mostUnits)
      throw new SkimError(
        "bundle-tokenizer",
        `tokenizer.json's normalizer makes more than ${mostUnits} characters of this text: choose another model folder, or a shorter text.`,
        { file: "tokenizer.json" },
      );
    this.starts = grown(this.starts, 2 * units);
    this.ends = grown(this.ends, 2 * units);
  }
}

function grown(array: Uint32Array, length: number): Uint32Array {
  const larger = new Uint32Array(length);
  larger.set(array);
  return larger;
}
