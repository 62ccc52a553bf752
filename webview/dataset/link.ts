import type { DatasetToHost, HostToDataset } from "../../src/protocol/evaluationView.js";
import { onMessage } from "../messages.js";

declare function acquireVsCodeApi(): {
  postMessage(message: DatasetToHost): void;
  getState(): unknown;
  setState(state: unknown): void;
};

const incoming = ["status", "table", "speed"] satisfies HostToDataset["type"][];

/** The only way in and out of the page. */
export class Link {
  readonly #api = acquireVsCodeApi();

  post(message: DatasetToHost): void {
    this.#api.postMessage(message);
  }

  /** The largest loss that a person allows: a page that was hidden is made anew. null = they said none. */
  get most(): number | null {
    const state = this.#api.getState();
    const most = typeof state === "object" && state !== null && "most" in state ? state.most : null;
    return typeof most === "number" ? most : null;
  }

  set most(most: number | null) {
    this.#api.setState({ most });
  }

  listen(receive: (message: HostToDataset) => void): void {
    onMessage(incoming, receive);
  }
}
