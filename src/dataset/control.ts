/** How whoever started an evaluation holds it up or ends it. */
export class Control {
  #state: "running" | "paused" | "cancelled" = "running";
  #waiting: (() => void)[] = [];
  #cancel: () => void = () => undefined;
  /** Resolves once cancelled. */
  readonly cancelled = new Promise<void>((resolve) => (this.#cancel = resolve));

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
    this.#cancel();
    this.#wake();
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
