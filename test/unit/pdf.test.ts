import { PDFDocument, StandardFonts } from "@cantoo/pdf-lib";
import { expect, it } from "vitest";
import { pictureOf } from "../../src/export/picture/index.js";
import type { Picture } from "../../src/export/picture/mark.js";
import { foreignWords, toPdf } from "../../src/export/picture/pdf.js";
import { nothing } from "../../src/export/picture/shown.js";
import { defaultStyle } from "../../src/export/picture/style.js";
import { bibtexOf } from "../../src/export/picture/caption.js";
import { policies } from "../../src/engine/policies/index.js";
import { recorded } from "../view/recorded.js";

/** One pixel. */
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

it("names every word that the font of a PDF cannot write, and no other", async () => {
  const font = await (await PDFDocument.create()).embedFont(StandardFonts.Helvetica);
  const known = font.getCharacterSet().filter((code) => code < 0x7f || code > 0x9f);
  const words = (code: number) => ({ kind: "words", text: String.fromCharCode(code), x: 0, y: 0, size: 8, fill: "#000000" }) as const; // prettier-ignore
  const marks = Array.from({ length: 0x2f00 }, (_, i) => words(0x20 + i));
  const foreign = new Set(foreignWords({ marks, width: 1, height: 1, paper: "#ffffff", about: "" }));
  const written = marks.flatMap(({ text }) => (foreign.has(text) ? [] : [text.charCodeAt(0)]));
  expect(written.sort((a, b) => a - b)).toEqual(known.sort((a, b) => a - b));
});

it("is as large as the figure, and has pixels for the words that its font cannot write", async () => {
  const picture = pictureOf("words", { ...nothing, run: recorded("sst2-odd") }, defaultStyle);
  if (!picture) throw new Error("there is no figure");
  const drawn: string[] = [];
  const pixels = (part: Picture): Promise<Uint8Array> => {
    for (const mark of part.marks) if (mark.kind === "words") drawn.push(mark.text);
    return Promise.resolve(png);
  };
  const bytes = await toPdf(picture, pixels);
  const page = (await PDFDocument.load(bytes)).getPage(0);
  expect(page.getWidth()).toBeCloseTo(picture.width);
  expect(page.getHeight()).toBeCloseTo(picture.height);
  expect(new Set(drawn)).toEqual(new Set(foreignWords(picture)));
  expect(drawn.length).toBeGreaterThan(3);
  expect(drawn).not.toContain("café");
});

it("says by the policy who is to be cited: each untrained idea of others has its entry", () => {
  const run = recorded("sst2-short");
  expect(bibtexOf({ ...nothing, run, pair: [run, run] }).match(/@inproceedings\{guan2022transkimmer,/g)).toHaveLength(
    1,
  );
  for (const { says } of policies) {
    const entries = says.cite?.match(/^@\w+\{\w+,\n(  \w+ = \{.*\},?\n)+\}$/gm) ?? [];
    expect(entries.length, says.name).toBe((says.cite?.match(/^@/gm) ?? []).length);
    expect(bibtexOf({ ...nothing, run: { ...run, model: { ...run.model, policy: says } } })).toBe(says.cite ?? "");
  }
});
