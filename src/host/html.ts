import { Uri, type Webview } from "vscode";

/** The skim view's page: nothing from outside, nothing inline, one script by nonce. */
export function skimHtml(webview: Webview, extensionUri: Uri): string {
  const uri = (file: string) => webview.asWebviewUri(Uri.joinPath(extensionUri, "dist", file)).toString();
  const nonce = crypto.randomUUID(); // 122 random bits, on Node and in browsers
  const source = webview.cspSource;
  const csp = [
    "default-src 'none'",
    `img-src ${source}`,
    `style-src ${source}`,
    `script-src 'nonce-${nonce}' 'wasm-unsafe-eval'`,
    "worker-src blob:",
    `connect-src ${source}`,
  ].join("; ");
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${csp}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Skim view</title>
    <link rel="stylesheet" href="${uri("webview.css")}" />
  </head>
  <body>
    <main id="skim"></main>
    <script nonce="${nonce}" src="${uri("webview.js")}"></script>
  </body>
</html>
`;
}
