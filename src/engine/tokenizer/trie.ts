/**
 * The table's hash, another in each process: were it known, a tokenizer.json could be made whose entries all fall on one place. They are odd
 * factors of node and unit, for no difference of two entries is then the same slot for certain.
 */
const [ofNode, ofUnit] = [Math.random(), Math.random()].map((random) => Math.floor(random * 2 ** 32) | 1) as [
  number,
  number,
];

/** Strings by their beginnings: each is a way from node 0, one UTF-16 unit a step. */
export class Trie {
  /** Of each node but 0: what leads to it. */
  readonly parent: Int32Array;
  readonly unit: Uint16Array;
  /** Nodes so far. */
  count = 1;
  /** Nodes by parent and unit: hashed, open, at most half full. */
  private readonly table: Int32Array;

  /** `units`: UTF-16 units of all strings together. 14 bytes of memory or so for each. */
  constructor(units: number) {
    this.parent = new Int32Array(units + 1);
    this.unit = new Uint16Array(units + 1);
    this.table = new Int32Array(2 ** Math.ceil(Math.log2(2 * (units + 1))));
  }

  /** The node that `unit` leads to from `node`; 0 = none. */
  child(node: number, unit: number): number {
    return this.table[this.slot(node, unit)] ?? 0;
  }

  /** … which is made if there is none. */
  grow(node: number, unit: number): number {
    const slot = this.slot(node, unit);
    const there = this.table[slot] ?? 0;
    if (there !== 0) return there;
    const next = this.count++;
    this.table[slot] = next;
    this.parent[next] = node;
    this.unit[next] = unit;
    return next;
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
