/** The page on which a figure is made ready for a paper: choices at the side, the figure as it will be. */
import { render } from "lit-html";
import { captionOf, pictureOf } from "../../src/export/picture/index.js";
import { picturesOf, type PictureName, type Shown } from "../../src/export/picture/shown.js";
import type { Picture } from "../../src/export/picture/mark.js";
import { toPdf } from "../../src/export/picture/pdf.js";
import { toSvg } from "../../src/export/picture/svg.js";
import type { FigureFormat } from "../../src/protocol/figureView.js";
import { form, type Choices } from "./form.js";
import { Link } from "./link.js";
import { toPng } from "./pixels.js";

const link = new Link();
const root = document.getElementById("figure");
let shown: Shown | null = null;
let choices: Choices = link.kept();
/** The address of the figure that is drawn; let go when another is. */
let address = "";

const makers: Record<FigureFormat, (picture: Picture) => Uint8Array | Promise<Uint8Array>> = {
  svg: (picture) => new TextEncoder().encode(toSvg(picture)),
  png: (picture) => toPng(picture),
  pdf: (picture) => toPdf(picture, toPng),
};

/** The one that was chosen where it is there, or else the first. */
function nameOf(shown: Shown): PictureName | undefined {
  const names = picturesOf(shown).map(([name]) => name);
  return names.find((name) => name === choices.picture) ?? names[0];
}

function drawn(shown: Shown, name: PictureName): Picture | null {
  const { style, caption, captioned } = choices;
  return pictureOf(name, shown, { ...style, caption: captioned ? (caption ?? captionOf(name, shown)) : "" });
}

async function make(as: FigureFormat): Promise<void> {
  const picture = shown && nameOf(shown);
  if (!shown || !picture) return;
  const made = drawn(shown, picture);
  try {
    if (made) link.post({ type: "save", as, picture, bytes: await makers[as](made) });
  } catch (error) {
    link.post({ type: "failed", why: String(error).slice(0, 500) });
  }
}

function draw(): void {
  const name = shown && nameOf(shown);
  if (!root || !shown || !name) return;
  const picture = drawn(shown, name);
  if (!picture) return;
  const before = address;
  address = URL.createObjectURL(new Blob([toSvg(picture)], { type: "image/svg+xml" }));
  render(form({ shown, name, choices, picture, address }, { choose, make: (as) => void make(as), copy }), root);
  URL.revokeObjectURL(before);
}

function choose(changed: Partial<Choices>): void {
  choices = { ...choices, ...changed };
  link.keep(choices);
  draw();
}

const copy = (text: string): void => link.post({ type: "copy", text });

link.listen((message) => {
  if (message.type === "make") {
    void make(message.as);
    return;
  }
  if (message.first !== null) choices = { ...choices, picture: message.first };
  shown = message.shown;
  choices = { ...choices, caption: null };
  draw();
});
link.post({ type: "ready" });
