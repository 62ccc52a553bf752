import { pictureOf } from "../../src/export/picture/index.js";
import { nothing, type PictureName } from "../../src/export/picture/shown.js";
import { defaultStyle, type PictureStyle } from "../../src/export/picture/style.js";
import { toSvg } from "../../src/export/picture/svg.js";
import type { Run } from "../../src/run/run.js";

/** A figure of a run, as the file that a person saves; "" where there is none of that kind. */
export function drawn(run: Run, style: Partial<PictureStyle> = {}, name: PictureName = "skyline"): string {
  const picture = pictureOf(name, { ...nothing, run }, { ...defaultStyle, ...style });
  return picture ? toSvg(picture) : "";
}
