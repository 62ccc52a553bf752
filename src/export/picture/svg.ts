/** A picture as SVG: shapes and text, and nothing that runs or is loaded. */
import { xml } from "../escape.js";
import type { Mark, Picture } from "./mark.js";
import { widthOf } from "./measure.js";

const fonts = "Helvetica, Arial, 'Liberation Sans', sans-serif";

export function toSvg({ marks, width, height, paper, about }: Picture): string {
  const [w, h] = [short(width), short(height)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}pt" height="${h}pt" viewBox="0 0 ${w} ${h}" font-family="${fonts}" role="img">`,
    `<title>${xml(about)}</title>`,
    `<rect width="${w}" height="${h}" fill="${paper}"/>`,
    ...marks.map(element),
    "</svg>\n",
  ].join("\n");
}

function element(mark: Mark): string {
  switch (mark.kind) {
    case "box":
      return `<rect x="${short(mark.x)}" y="${short(mark.y)}" width="${short(mark.width)}" height="${short(mark.height)}"${look(mark)}/>`;
    case "dot":
      return `<circle cx="${short(mark.x)}" cy="${short(mark.y)}" r="${short(mark.r)}"${look(mark)}/>`;
    case "line":
      return `<path d="M${mark.points.map(([x, y]) => `${short(x)} ${short(y)}`).join("L")}${mark.closed ? "Z" : ""}"${look(mark)}/>`;
    case "words": {
      const { text, x, y, size, fill, bold, anchor, turn } = mark;
      const width = widthOf(text, size, bold);
      const given = [
        turn === undefined
          ? `x="${short(x)}" y="${short(y)}"`
          : `transform="translate(${short(x)} ${short(y)})rotate(${turn})"`,
        `font-size="${short(size)}"`,
        `fill="${fill}"`,
        ...(bold ? ['font-weight="bold"'] : []),
        ...(anchor ? [`text-anchor="${anchor}"`] : []),
        // The same room in whatever font is there: Helvetica's own.
        ...(width > 0 ? [`textLength="${short(width)}" lengthAdjust="spacingAndGlyphs"`] : []),
      ];
      return `<text ${given.join(" ")}>${xml(text)}</text>`;
    }
  }
}

function look({ fill = "none", stroke, thick = 0.75, dash = [] }: Exclude<Mark, { kind: "words" }>): string {
  const line = stroke === undefined ? "" : ` stroke="${stroke}" stroke-width="${short(thick)}"`;
  return ` fill="${fill}"${line}${stroke === undefined || dash.length === 0 ? "" : ` stroke-dasharray="${dash.map(short).join(" ")}"`}`;
}

function short(x: number): string {
  return String(Math.round(x * 100) / 100);
}
