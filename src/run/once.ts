/**
 * Something that happens once, if at all, and ends whatever waits then. Promise.race with a promise for it would keep what it lost
 * to for as long as that promise lives: a row's outcome for each row.
 */
export class Once<T> {
  #value: { value: T } | null = null;
  readonly #waiting = new Set<(value: T) => void>();

  happen(value: T): void {
    if (this.#value) return;
    this.#value = { value };
    for (const end of this.#waiting) end(value);
    this.#waiting.clear();
  }

  /** The work's value, or, if it happens before, what `instead` makes of it (or throws). */
  async before<R, S>(work: Promise<R>, instead: (value: T) => S): Promise<R | S> {
    if (this.#value) {
      work.catch(() => undefined); // nobody waits for it any more
      return instead(this.#value.value);
    }
    let end: (value: T) => void = () => undefined;
    const happened = new Promise<{ it: T }>((resolve) => (end = (it) => resolve({ it })));
    this.#waiting.add(end);
    try {
      const first = await Promise.race([work.then((done) => ({ done })), happened]);
      return "done" in first ? first.done : instead(first.it);
    } finally {
      this.#waiting.delete(end);
    }
  }
}
