import { Trie } from "./trie.js";

/**
 * Of a set of strings the longest that begins at each place of a text, in time that grows with the text alone, whatever the strings
 * are: an automaton (Aho and Corasick, 1975) of the strings written backwards reads the text backwards, so the longest of them that
 * ends where it stands is the longest that begins there.
 */
export class LongestMatch {
  /** The strings from their ends on; node 0 = none of the text so far. */
  private readonly backwards: Trie;
  /** Per node: the node of the longest proper suffix that is one, too. */
  private readonly fallback: Int32Array;
  /** UTF-16 units of the longest string that ends here; 0 = none does. */
  private readonly length: Uint32Array;
  /** 1 = a string ends with this unit: of most texts' most units none does. */
  private readonly last = new Uint8Array(2 ** 16);

  /** `units`: UTF-16 units of all strings together. 22 bytes of memory or so for each. */
  constructor(strings: Iterable<string>, units: number) {
    const trie = new Trie(units);
    this.backwards = trie;
    this.fallback = new Int32Array(units + 1);
    this.length = new Uint32Array(units + 1);
    const depths: number[][] = []; // nodes by depth
    for (const string of strings) {
      let node = 0;
      for (let i = string.length - 1, depth = 0; i >= 0; i--, depth++) {
        const { count } = trie;
        node = trie.grow(node, string.charCodeAt(i));
        if (node === count) (depths[depth] ??= []).push(node);
      }
      this.length[node] = string.length;
      if (string !== "") this.last[string.charCodeAt(string.length - 1)] = 1;
    }
    for (const nodes of depths.slice(1))
      for (const node of nodes) {
        const fallback = this.step(this.fallback[trie.parent[node] ?? 0] ?? 0, trie.unit[node] ?? 0);
        this.fallback[node] = fallback;
        this.length[node] ||= this.length[fallback] ?? 0;
      }
  }

  /** For each place from `from` on the length of the longest string that begins there and ends by `to`; 0 = none does. */
  lengths(text: string, from: number, to: number): Uint32Array {
    const found = new Uint32Array(to - from);
    let node = 0;
    for (let i = to - 1; i >= from; i--) {
      const unit = text.charCodeAt(i);
      if (node === 0 && this.last[unit] === 0) continue;
      node = this.step(node, unit);
      found[i - from] = this.length[node] ?? 0;
    }
    return found;
  }

  private step(node: number, unit: number): number {
    for (let at = node; ; at = this.fallback[at] ?? 0) {
      const next = this.backwards.child(at, unit);
      if (next !== 0 || at === 0) return next;
    }
  }
}
