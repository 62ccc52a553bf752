import { reducedMotion } from "./theme.js";

/** Pace of a replay, ms a layer; a long model is not made longer than about five seconds. */
const pace = (layers: number): number => Math.min(350, 5000 / Math.max(1, layers));

/** Plays a finished run once, layer by layer. Under reduced motion nothing moves by itself: each press goes one layer on. */
export class Replay {
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly move: (layer: number | null) => void) {}

  press(layers: number, layer: number): void {
    this.stop();
    if (reducedMotion()) {
      const next = layer >= layers ? 0 : layer + 1;
      this.move(next >= layers ? null : next);
      return;
    }
    const step = (at: number): void => {
      this.move(at >= layers ? null : at);
      this.#timer = at < layers ? setTimeout(() => step(at + 1), pace(layers)) : null;
    };
    step(0);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
