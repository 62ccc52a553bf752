/** Messages between the host and the page on which a figure is made ready for a paper. figureSchema.ts checks what the page sends. */
import type { PictureName, Shown } from "../export/picture/shown.js";

export const figureFormats = ["svg", "png", "pdf"] as const;
export type FigureFormat = (typeof figureFormats)[number];

/** What there is to draw. */
export interface ShownMessage {
  type: "shown";
  shown: Shown;
  /** What is drawn first; null = what the page drew before, or else the first there is. */
  first: PictureName | null;
}

/** Send the figure, as it is on the page. */
export interface MakeMessage {
  type: "make";
  as: FigureFormat;
}

export type HostToFigure = ShownMessage | MakeMessage;

export type FigureToHost =
  | { type: "ready" }
  | { type: "refresh" }
  | { type: "save"; as: FigureFormat; picture: PictureName; bytes: Uint8Array }
  | { type: "copy"; text: string }
  /** Why a figure could not be made. */
  | { type: "failed"; why: string };
