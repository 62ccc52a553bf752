/** A picture as PDF, in the Helvetica that every reader has: its text stays text. */
import { degrees, PDFDocument, rgb, StandardFonts, type PDFFont, type PDFPage, type RGB } from "@cantoo/pdf-lib";
import type { Mark, Picture, Words } from "./mark.js";
import { widthOf } from "./measure.js";

/** What that font has: Windows' Latin characters. */
const inFont = /^[\u0020-\u007e\u00a0-\u00ff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]*$/;
const has = (text: string): boolean => inFont.test(text);

/** Words that the font cannot write, each once: they become pixels, or they would be gone. */
export const foreignWords = ({ marks }: Picture): string[] => [
  ...new Set(marks.flatMap((mark) => (mark.kind === "words" && !has(mark.text) ? [mark.text] : []))),
];

/** Of foreign words, in sizes of theirs: the height of their pixels, and where the baseline lies in it. */
const drop = { height: 1.6, baseline: 1.2 };

/** `pixels`: a picture as PNG, in a font that has every character. */
export async function toPdf(picture: Picture, pixels: (part: Picture) => Promise<Uint8Array>): Promise<Uint8Array> {
  const file = await PDFDocument.create();
  file.setTitle(picture.about.slice(0, 200));
  const page = file.addPage([picture.width, picture.height]);
  const fonts = {
    plain: await file.embedFont(StandardFonts.Helvetica),
    bold: await file.embedFont(StandardFonts.HelveticaBold),
  };
  page.drawRectangle({ width: picture.width, height: picture.height, color: colour(picture.paper) });
  for (const mark of picture.marks) {
    if (mark.kind !== "words") drawShape(page, mark);
    else if (has(mark.text)) drawText(page, mark, mark.bold ? fonts.bold : fonts.plain);
    else {
      const { size, text, bold, fill, turn } = mark;
      const width = widthOf(text, size, bold);
      const words: Words = {
        kind: "words",
        text,
        x: 0,
        y: drop.baseline * size,
        size,
        fill,
        ...(bold ? { bold } : {}),
      };
      const height = drop.height * size;
      const image = await file.embedPng(await pixels({ marks: [words], width, height, paper: "none", about: "" }));
      const at = placed(page, mark, width, -(drop.height - drop.baseline) * size);
      page.drawImage(image, { ...at, width, height, rotate: degrees(-(turn ?? 0)) });
    }
  }
  return file.save();
}

function drawShape(page: PDFPage, mark: Exclude<Mark, Words>): void {
  const top = page.getHeight();
  const { fill, stroke, thick = 0.75, dash = [] } = mark;
  const look = {
    ...(fill === undefined ? {} : { color: colour(fill) }),
    ...(stroke === undefined ? {} : { borderColor: colour(stroke), borderWidth: thick }),
    ...(stroke === undefined || dash.length === 0 ? {} : { borderDashArray: [...dash] }),
  };
  if (mark.kind === "box") {
    const { x, y, width, height } = mark;
    page.drawRectangle({ x, y: top - y - height, width, height, ...look });
  } else if (mark.kind === "dot") page.drawCircle({ x: mark.x, y: top - mark.y, size: mark.r, ...look });
  else {
    const path = `M${mark.points.map(([x, y]) => `${x.toFixed(3)} ${y.toFixed(3)}`).join("L")}${mark.closed ? "Z" : ""}`;
    page.drawSvgPath(path, { x: 0, y: top, ...look });
  }
}

function drawText(page: PDFPage, mark: Words, font: PDFFont): void {
  const { text, size, fill, turn } = mark;
  const at = placed(page, mark, font.widthOfTextAtSize(text, size), 0);
  page.drawText(text, { ...at, size, font, color: colour(fill), rotate: degrees(-(turn ?? 0)) });
}

/** Where words of this width begin, `up` above their baseline: in a PDF y goes upwards, and what is turned is turned around its own corner. */
function placed(page: PDFPage, { x, y, anchor, turn = 0 }: Words, width: number, up: number): { x: number; y: number } {
  const along = anchor === "end" ? -width : anchor === "middle" ? -width / 2 : 0;
  const angle = (-turn * Math.PI) / 180;
  return {
    x: x + along * Math.cos(angle) - up * Math.sin(angle),
    y: page.getHeight() - y + along * Math.sin(angle) + up * Math.cos(angle),
  };
}

/** Of "#rrggbb". */
function colour(hex: string): RGB {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
  return rgb(r, g, b);
}
