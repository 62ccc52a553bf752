/** Chance that a seed repeats (mulberry32). */
export class Random {
  constructor(private state: number) {}

  /** 0 … 1, 1 left out. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number below `n`. */
  below(n: number): number {
    return Math.floor(this.next() * n);
  }

  chance(p: number): boolean {
    return this.next() < p;
  }

  of<T>(list: readonly T[]): T {
    if (list.length === 0) throw new Error("an empty list to choose from");
    return list[this.below(list.length)] as T;
  }

  /** As many of what `make` makes as `n` says. */
  many<T>(n: number, make: () => T): T[] {
    return Array.from({ length: n }, make);
  }
}
