/** Everything that can be on the screen as a figure for a paper: drawn from what was computed, never from the screen. Another kind is a row here and in shown.ts. */
import type { Evaluation } from "../../run/evaluation.js";
import type { Run } from "../../run/run.js";
import { drawAgainst } from "./against.js";
import { againstCaption, curvesCaption, gainCaption, skylineCaption, sweepCaption, wordsCaption } from "./caption.js";
import { drawCurves } from "./curves.js";
import { drawGain } from "./gain.js";
import type { Picture } from "./mark.js";
import { sheet, type Drawing, type Room } from "./sheet.js";
import type { PictureName, Shown } from "./shown.js";
import { drawSkyline } from "./skyline.js";
import type { PictureStyle } from "./style.js";
import { drawSweep } from "./sweep.js";
import { drawWords } from "./words.js";

/** null = it is not on the screen. */
type Kind = (shown: Shown) => { caption: string; draw: (room: Room) => Drawing } | null;

const ofRun =
  (caption: (run: Run) => string, draw: (run: Run, room: Room) => Drawing): Kind =>
  ({ run }) =>
    run && { caption: caption(run), draw: (room) => draw(run, room) };

const ofTable =
  (caption: (table: Evaluation) => string, draw: (table: Evaluation, room: Room) => Drawing): Kind =>
  ({ table }) =>
    table && { caption: caption(table), draw: (room) => draw(table, room) };

const kinds: Record<PictureName, Kind> = {
  skyline: ofRun(skylineCaption, drawSkyline),
  words: ofRun(wordsCaption, drawWords),
  sweep: ({ run, sweep }) =>
    run && sweep && { caption: sweepCaption(run, sweep), draw: (room) => drawSweep(run, sweep, room) },
  against: ({ pair }) => pair && { caption: againstCaption(...pair), draw: (room) => drawAgainst(...pair, room) },
  gain: ofTable(gainCaption, drawGain),
  curves: ofTable(curvesCaption, drawCurves),
};

/** What is said under it; "" = it is not on the screen. */
export const captionOf = (name: PictureName, shown: Shown): string => kinds[name](shown)?.caption ?? "";

export function pictureOf(name: PictureName, shown: Shown, style: PictureStyle): Picture | null {
  const kind = kinds[name](shown);
  return kind && sheet(kind, style);
}
