import type { DatasetToHost, HostToDataset } from "../../src/protocol/evaluationView.js";

declare function acquireVsCodeApi(): { postMessage(message: DatasetToHost): void };

const incoming = new Set<unknown>(["status", "table"] satisfies HostToDataset["type"][]);

/** The only way in and out of the page. */
export class Link {
  readonly #api = acquireVsCodeApi();

  post(message: DatasetToHost): void {
    this.#api.postMessage(message);
  }

  listen(receive: (message: HostToDataset) => void): void {
    window.addEventListener("message", (event: MessageEvent<unknown>) => {
      const { data } = event;
      if (typeof data === "object" && data !== null && "type" in data && incoming.has(data.type))
        receive(data as HostToDataset);
    });
  }
}
