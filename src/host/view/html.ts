import { Uri, type Webview } from "vscode";

/** The views' pages, by the name of their script and style in dist. One that computes on WebGPU starts the engine's worker from a Blob; one that draws shows its picture from one. */
const pages = {
  webview: { title: "Skim view", root: "skim", computes: true, draws: false },
  dataset: { title: "Data set", root: "dataset", computes: false, draws: false },
  figure: { title: "Figure", root: "figure", computes: false, draws: true },
};
export type PageName = keyof typeof pages;

/** The page of a view: nothing from outside, nothing inline, one script by nonce. */
export function pageHtml(webview: Webview, extensionUri: Uri, page: PageName): string {
  const { title, root, computes, draws } = pages[page];
  const uri = (file: string) => webview.asWebviewUri(Uri.joinPath(extensionUri, "dist", file)).toString();
  const nonce = crypto.randomUUID(); // 122 random bits, on Node and in browsers
  const source = webview.cspSource;
  const csp = [
    "default-src 'none'",
    `img-src ${source}${draws ? " blob:" : ""}`,
    `style-src ${source}`,
    `script-src 'nonce-${nonce}'${computes ? " 'wasm-unsafe-eval'" : ""}`,
    ...(computes ? ["worker-src blob:", `connect-src ${source}`] : []),
  ].join("; ");
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${csp}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title}</title>
    <link rel="stylesheet" href="${uri(`${page}.css`)}" />
  </head>
  <body>
    <main id="${root}"></main>
    <script nonce="${nonce}" src="${uri(`${page}.js`)}"></script>
  </body>
</html>
`;
}
