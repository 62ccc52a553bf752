import type { DatasetToHost, HostToDataset } from "../../src/protocol/evaluationView.js";
import { onMessage } from "../messages.js";

declare function acquireVsCodeApi(): { postMessage(message: DatasetToHost): void };

const incoming = ["status", "table"] satisfies HostToDataset["type"][];

/** The only way in and out of the page. */
export class Link {
  readonly #api = acquireVsCodeApi();

  post(message: DatasetToHost): void {
    this.#api.postMessage(message);
  }

  listen(receive: (message: HostToDataset) => void): void {
    onMessage(incoming, receive);
  }
}
