import * as v from "valibot";
import { pictureNames } from "../export/picture/shown.js";
import { figureFormats, type FigureToHost } from "./figureView.js";
import { readMessage } from "./readMessage.js";

const Message = v.variant("type", [
  v.object({ type: v.literal("ready") }),
  v.object({ type: v.literal("refresh") }),
  v.object({
    type: v.literal("save"),
    as: v.picklist(figureFormats),
    picture: v.picklist(pictureNames),
    bytes: v.instance(Uint8Array),
  }),
  v.object({ type: v.literal("copy"), text: v.pipe(v.string(), v.maxLength(100_000)) }),
  v.object({ type: v.literal("failed"), why: v.pipe(v.string(), v.maxLength(1000)) }),
]);

/** Checks what the page sent. Throws SkimError "message". */
export function parseFigureMessage(raw: unknown): FigureToHost {
  return readMessage(Message, raw, "The figure's page");
}
