import type { LogOutputChannel } from "vscode";
import type { Engine, Inspected } from "../../protocol/engine.js";
import { EngineClient } from "../../worker/engineClient.js";
import { sourceOf, stampOf, type ModelFolder } from "./models.js";

/** Looks into model folders, one after the other, in an engine of its own that ends when there is nothing left to look at: what runs is not held up. */
export class Inspector {
  readonly #client: EngineClient;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(start: () => Promise<Engine>, log: LogOutputChannel) {
    this.#client = new EngineClient(start, (line) => log.warn(line));
  }

  /** Rejects with SkimError where the folder cannot be opened. */
  inspect(folder: ModelFolder): Promise<{ inspected: Inspected; stamp: string }> {
    this.#waiting++;
    const work = this.#last.then(async () => {
      try {
        const stamp = await stampOf(folder);
        return { inspected: await this.#client.inspect(await sourceOf(folder, "wasm")), stamp };
      } finally {
        if (--this.#waiting === 0) this.#client.terminate();
      }
    });
    this.#last = work.catch(() => undefined);
    return work;
  }

  dispose(): void {
    this.#client.terminate();
  }
}
