/**
 * The table's hash, another in each process: were it known, a tokenizer.json could be made whose entries all fall on one place. They are odd
 * factors of node and unit, for no difference of two entries is then the same slot for certain.
 */
const [ofNode, ofUnit] = [Math.random(), Math.random()].map((random) => Math.floor(random * 2 ** 32) | 1) as [
  number,
  number,
];

/**
 * Of a set of strings the longest that begins at each place of a text, in time that grows with the text alone, whatever the strings
 * are: an automaton (Aho and Corasick, 1975) of the strings written backwards reads the text backwards, so the longest of them that
 * ends where it stands is the longest that begins there.
 */
export class LongestMatch {
  /** Per node, 0 = none of the text so far. Of each but 0: what leads to it. */
  private readonly parent: Int32Array;
  private readonly unit: Uint16Array;
  /** The node of the longest proper suffix that is one, too. */
  private readonly fallback: Int32Array;
  /** UTF-16 units of the longest string that ends here; 0 = none does. */
  private readonly length: Uint32Array;
  /** Nodes by parent and unit: hashed, open, at most half full. */
  private readonly table: Int32Array;
  /** 1 = a string ends with this unit: of most texts' most units none does. */
  private readonly last = new Uint8Array(2 ** 16);

  /** `units`: UTF-16 units of all strings together. 22 bytes of memory or so for each. */
  constructor(strings: Iterable<string>, units: number) {
    this.parent = new Int32Array(units + 1);
    this.unit = new Uint16Array(units + 1);
    this.fallback = new Int32Array(units + 1);
    this.length = new Uint32Array(units + 1);
    this.table = new Int32Array(2 ** Math.ceil(Math.log2(2 * (units + 1))));
    let count = 1;
    const depths: number[][] = []; // nodes by depth
    for (const string of strings) {
      let node = 0;
      for (let i = string.length - 1, depth = 0; i >= 0; i--, depth++) {
        const unit = string.charCodeAt(i);
        const slot = this.slot(node, unit);
        let next = this.table[slot] ?? 0;
        if (next === 0) {
          next = count++;
          this.table[slot] = next;
          this.parent[next] = node;
          this.unit[next] = unit;
          (depths[depth] ??= []).push(next);
        }
        node = next;
      }
      this.length[node] = string.length;
      if (string !== "") this.last[string.charCodeAt(string.length - 1)] = 1;
    }
    for (const nodes of depths.slice(1))
      for (const node of nodes) {
        const fallback = this.step(this.fallback[this.parent[node] ?? 0] ?? 0, this.unit[node] ?? 0);
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
      const next = this.table[this.slot(at, unit)] ?? 0;
      if (next !== 0 || at === 0) return next;
    }
  }

  /** Where the table has the node that `unit` leads to from `node`, or would. */
  private slot(node: number, unit: number): number {
    const { table, parent, unit: units } = this;
    const mask = table.length - 1;
    let slot = Math.imul(node, ofNode) + Math.imul(unit, ofUnit);
    // The mixing of MurmurHash3: neighbours, which text is full of, must not land side by side.
    slot = Math.imul(slot ^ (slot >>> 16), 0x85ebca6b);
    slot = Math.imul(slot ^ (slot >>> 13), 0xc2b2ae35);
    for (slot = (slot ^ (slot >>> 16)) & mask; ; slot = (slot + 1) & mask) {
      const held = table[slot] ?? 0;
      if (held === 0 || (parent[held] === node && units[held] === unit)) return slot;
    }
  }
}
