import { Once } from "../../run/once.js";

/** How whoever started an evaluation holds it up or ends it. */
export class Control {
  #state: "running" | "paused" | "cancelled" = "running";
  #waiting: (() => void)[] = [];
  readonly #cancelled = new Once<null>();

  get state(): "running" | "paused" | "cancelled" {
    return this.#state;
  }

  pause(): void {
    if (this.#state === "running") this.#state = "paused";
  }

  resume(): void {
    if (this.#state !== "paused") return;
    this.#state = "running";
    this.#wake();
  }

  cancel(): void {
    this.#state = "cancelled";
    this.#cancelled.happen(null);
    this.#wake();
  }

  /** The work's value; null as soon as it is cancelled. */
  unlessCancelled<T>(work: Promise<T>): Promise<T | null> {
    return this.#cancelled.before(work, () => null);
  }

  /** Waits while paused. False = cancelled. */
  async open(): Promise<boolean> {
    while (this.#state === "paused") await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.#state !== "cancelled";
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
