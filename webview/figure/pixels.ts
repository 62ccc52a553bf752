import type { Picture } from "../../src/export/picture/mark.js";
import { toSvg } from "../../src/export/picture/svg.js";

/** Pixels a point, for print: 600 an inch. */
const fine = 600 / 72;
/** What Chromium's canvas can hold, each way and in all. */
const most = { side: 32_000, area: 200e6 };

/** A picture as PNG: the browser has every script and emoji. Throws where it is too large for a canvas. */
export async function toPng(picture: Picture): Promise<Uint8Array> {
  const { width, height } = picture;
  const scale = Math.min(fine, most.side / Math.max(width, height), Math.sqrt(most.area / (width * height)));
  if (scale < 1) throw new Error("it is too long to be one PNG; as SVG it has no such bound");
  const address = URL.createObjectURL(new Blob([toSvg(picture)], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    const context = canvas.getContext("2d");
    if (!context) throw new Error("there is no canvas");
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
    if (!blob) throw new Error(`a canvas of ${canvas.width} × ${canvas.height} is too large here`);
    return new Uint8Array(await blob.arrayBuffer());
  } finally {
    URL.revokeObjectURL(address);
  }
}
