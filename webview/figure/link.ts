import { pictureNames } from "../../src/export/picture/shown.js";
import { defaultStyle } from "../../src/export/picture/style.js";
import type { FigureToHost, HostToFigure } from "../../src/protocol/figureView.js";
import { onMessage } from "../messages.js";
import type { Choices } from "./form.js";

declare function acquireVsCodeApi(): {
  postMessage(message: FigureToHost): void;
  getState(): unknown;
  setState(state: unknown): void;
};

const incoming = ["shown", "make"] satisfies HostToFigure["type"][];

/** The only way in and out of the page. */
export class Link {
  readonly #api = acquireVsCodeApi();

  post(message: FigureToHost): void {
    this.#api.postMessage(message);
  }

  listen(receive: (message: HostToFigure) => void): void {
    onMessage(incoming, receive);
  }

  /** A page that was hidden is made anew. */
  keep(choices: Choices): void {
    this.#api.setState(choices);
  }

  kept(): Choices {
    const none: Choices = {
      picture: pictureNames[0] ?? "skyline",
      style: defaultStyle,
      caption: null,
      captioned: false,
    };
    const state = this.#api.getState();
    return typeof state === "object" && state !== null ? { ...none, ...state } : none;
  }
}
