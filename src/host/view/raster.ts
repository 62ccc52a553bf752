import { Uri, window } from "vscode";
import * as v from "valibot";
import type { Picture } from "../../export/svg.js";
import { SkimError } from "../../protocol/errors.js";
import { freeColumn } from "./freeColumn.js";

/** Pixels for one px of the picture: fit for print, and the same whatever the screen's own. */
const scale = 2;
/** What Chromium's canvas can hold, each way and in all. */
const most = { side: 32_000, area: 200e6 };
const signature = [0x89, 0x50, 0x4e, 0x47];

const Answer = v.variant("type", [
  v.object({ type: v.literal("ready") }),
  v.object({ type: v.literal("png"), bytes: v.instance(Uint8Array) }),
  v.object({ type: v.literal("failed"), message: v.pipe(v.string(), v.maxLength(1000)) }),
]);

/**
 * Draws an SVG as PNG in a page of its own, which is shown for as long as it takes: VS Code has a browser, and with it every script and
 * emoji; a library in the host would be 2.4 MB of WASM and have no fonts. Throws SkimError "engine" where it cannot.
 */
export async function toPng(picture: Picture, extensionUri: Uri): Promise<Uint8Array> {
  const fits = Math.min(
    scale,
    most.side / Math.max(picture.width, picture.height),
    Math.sqrt(most.area / (picture.width * picture.height)),
  );
  if (fits < 0.5)
    throw new SkimError(
      "engine",
      "This run is too long to be drawn as one PNG: export it as SVG or as a page, which have no such bound.",
    );
  const dist = Uri.joinPath(extensionUri, "dist");
  const panel = window.createWebviewPanel(
    "transkimmer.raster",
    "Drawing…",
    { viewColumn: freeColumn(), preserveFocus: true },
    { enableScripts: true, localResourceRoots: [dist] },
  );
  try {
    return await new Promise<Uint8Array>((resolve, reject) => {
      const fail = (why: string, cause?: unknown): void =>
        reject(
          new SkimError("engine", `The PNG was not drawn: ${why}. Export as SVG instead, or try again.`, { cause }),
        );
      panel.onDidDispose(() => fail("its page was closed"));
      panel.webview.onDidReceiveMessage((raw: unknown) => {
        const parsed = v.safeParse(Answer, raw);
        if (!parsed.success) {
          fail("its page sent something else", parsed.issues);
          return;
        }
        const answer = parsed.output;
        if (answer.type === "ready") void panel.webview.postMessage({ ...picture, scale: fits });
        else if (answer.type === "failed") fail(answer.message);
        else if (signature.some((byte, i) => answer.bytes[i] !== byte)) fail("its page sent no PNG");
        else resolve(answer.bytes);
      });
      panel.webview.html = page(panel.webview.asWebviewUri(Uri.joinPath(dist, "raster.js")).toString());
    });
  } finally {
    panel.dispose();
  }
}

/** One script, and the picture as a blob; nothing else may be loaded. */
function page(script: string): string {
  const nonce = crypto.randomUUID();
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src blob:; script-src 'nonce-${nonce}'" />
    <title>Drawing…</title>
  </head>
  <body>
    <p>Drawing the picture…</p>
    <script nonce="${nonce}" src="${script}"></script>
  </body>
</html>
`;
}
