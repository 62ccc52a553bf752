/** Everything that can be on the screen as a picture for a paper: drawn from what was computed, never from the screen. Another kind is another row. */
import type { Run } from "../../run/run.js";
import { answerText } from "../../words/answer.js";
import { skylineCaption, wordsCaption } from "./caption.js";
import type { Picture } from "./mark.js";
import { sheet, type Drawn } from "./sheet.js";
import { drawSkyline } from "./skyline.js";
import type { PictureStyle } from "./style.js";
import { drawWords } from "./words.js";

/** What is on the screen; null = nothing of that kind. */
export interface Shown {
  run: Run | null;
}

interface Kind {
  /** For people, in a list. */
  name: string;
  /** null = it is not on the screen. */
  of(shown: Shown): Drawn | null;
}

const ofRun =
  (caption: (run: Run) => string, draw: (run: Run, ...room: Parameters<Drawn["draw"]>) => ReturnType<Drawn["draw"]>) =>
  ({ run }: Shown): Drawn | null =>
    run && {
      name: run.result ? `${run.passage.name}: ${answerText(run.model.labels, run.result)}` : run.passage.name,
      about: caption(run),
      draw: (room) => draw(run, room),
    };

const kinds = {
  skyline: { name: "Skyline", of: ofRun(skylineCaption, drawSkyline) },
  words: { name: "Text in lines", of: ofRun(wordsCaption, drawWords) },
} satisfies Record<string, Kind>;

export type PictureName = keyof typeof kinds;
export const pictureNames = Object.keys(kinds) as PictureName[];

/** Those that are there, as [name, words for people]. */
export function picturesOf(shown: Shown): [PictureName, string][] {
  return pictureNames.filter((name) => kinds[name].of(shown) !== null).map((name) => [name, kinds[name].name]);
}

/** What is said under it; "" = it is not on the screen. */
export const captionOf = (name: PictureName, shown: Shown): string => kinds[name].of(shown)?.about ?? "";

export function pictureOf(name: PictureName, shown: Shown, style: PictureStyle): Picture | null {
  const drawn = kinds[name].of(shown);
  return drawn && sheet(drawn, style);
}
