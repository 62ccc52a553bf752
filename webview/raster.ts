/** A page that draws one SVG as PNG and is closed again (src/host/view/raster.ts). */

declare function acquireVsCodeApi(): { postMessage(message: unknown): void };
const vscode = acquireVsCodeApi();

interface Order {
  svg: string;
  width: number;
  height: number;
  scale: number;
}

async function draw({ svg, width, height, scale }: Order): Promise<Uint8Array> {
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image(width, height);
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

window.addEventListener("message", ({ data }: MessageEvent<Order>) => {
  draw(data).then(
    (bytes) => vscode.postMessage({ type: "png", bytes }),
    (error: unknown) => vscode.postMessage({ type: "failed", message: String(error) }),
  );
});
vscode.postMessage({ type: "ready" });
export {}; // a module of its own: nothing here is global
