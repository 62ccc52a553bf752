import { EventEmitter } from "vscode";
import type { Run } from "../../protocol/run.js";

/** Two runs put side by side: copies, so that no later event, edit or deletion changes what is compared. */
export class Pins {
  #a: Run | null = null;
  #b: Run | null = null;
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange = this.#changed.event;

  get a(): Run | null {
    return this.#a;
  }

  get b(): Run | null {
    return this.#b;
  }

  /** Pins a copy of any run, whatever its text and model. */
  pin(side: "a" | "b", run: Run): void {
    if (side === "a") this.#a = structuredClone(run);
    else this.#b = structuredClone(run);
    this.#changed.fire();
  }

  /** False where nothing was pinned. */
  clear(): boolean {
    if (!this.#a && !this.#b) return false;
    this.#a = this.#b = null;
    this.#changed.fire();
    return true;
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
