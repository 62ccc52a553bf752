import { EventEmitter } from "vscode";
import { beforeOf, type Run } from "../../run/run.js";
import type { Runs } from "./runs.js";

/** Two runs put side by side: copies, so that no later edit or deletion changes what is compared. */
export class Comparison {
  #a: Run | null = null;
  #b: Run | null = null;
  #shown = false;
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #subscription;

  constructor(runs: Runs) {
    this.#subscription = runs.onDidChange((change) => {
      if (change.kind === "started") this.show(false);
      if (change.kind === "event" && change.event.kind === "speed") this.#timed(change.run);
    });
  }

  get a(): Run | null {
    return this.#a;
  }

  get b(): Run | null {
    return this.#b;
  }

  /** The skim view shows both, not the run: from the moment that both are there until a person, or another run, turns it to the run. */
  get shown(): boolean {
    return this.#shown;
  }

  show(shown: boolean): void {
    const both = this.#a !== null && this.#b !== null;
    if (this.#shown === (shown && both)) return;
    this.#shown = shown && both;
    this.#changed.fire();
  }

  /** Takes a copy of any run, whatever its text and model. */
  put(side: "a" | "b", run: Run): void {
    if (side === "a") this.#a = structuredClone(run);
    else this.#b = structuredClone(run);
    this.#shown = this.#a !== null && this.#b !== null;
    this.#changed.fire();
  }

  putBoth(a: Run, b: Run): void {
    this.#a = structuredClone(a);
    this.put("b", b);
  }

  /** Puts a run, in which words are decided by hand, beside the one that it is read against. False where that is not known. */
  putBefore(run: Run): boolean {
    const before = beforeOf(run);
    if (!before) return false;
    this.putBoth(before, run);
    return true;
  }

  /** False where there was neither. */
  clear(): boolean {
    if (!this.#a && !this.#b) return false;
    this.#a = this.#b = null;
    this.#shown = false;
    this.#changed.fire();
    return true;
  }

  /** A run was timed after it was put here. */
  #timed(run: Run): void {
    const held = [this.#a, this.#b].filter((one) => one?.id === run.id);
    for (const one of held) if (one && run.speed) one.speed = run.speed;
    if (held.length > 0) this.#changed.fire();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}
