/**
 * Skims go before sweeps: somebody waits for a skim, and a sweep's layers are many. A sweep asks before each layer and waits while
 * a skim is under way; a skim never asks. All that a skim can meet is the one layer that the runtime has begun.
 */
export class Precedence {
  #skims = 0;
  #waiting: (() => void)[] = [];

  enter(): void {
    this.#skims++;
  }

  leave(): void {
    this.#skims--;
    this.step();
  }

  /** A skim has done a layer: those that wait look whether they are wanted still. */
  step(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** Resolves when no skim is under way. `check` is called at each of their layers, and throws to wait no longer. */
  async clear(check: () => void): Promise<void> {
    while (this.#skims > 0) {
      await new Promise<void>((wake) => this.#waiting.push(wake));
      check();
    }
  }
}
