// VS Code without a server behind it, as on vscode.dev: its own files, and the checkout as a content network would serve it installed.
import { readFile } from "node:fs/promises";
import { request as ask, type IncomingMessage, type ServerResponse } from "node:http";
import { extname, relative, resolve } from "node:path";

/** Below this the checkout lies. */
export const checkoutPath = "/checkout/";

const types: Record<string, string> = {
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/**
 * Answers with a file of the checkout (the current folder), with `workbench` in place of VS Code's own workbench script, or with
 * what the server on `port` has. All from one origin: VS Code's own page allows no other without TLS.
 */
export function serveWeb(request: IncomingMessage, response: ServerResponse, port: number, workbench: string): void {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  if (pathname.startsWith(checkoutPath)) serveFile(decodeURIComponent(pathname.slice(checkoutPath.length)), response);
  else if (pathname.endsWith("/workbench/workbench.js"))
    response.setHeader("Content-Type", "text/javascript").end(workbench);
  else {
    const { method, url: path, headers } = request;
    const onward = ask({ host: "127.0.0.1", port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  }
}

function serveFile(path: string, response: ServerResponse): void {
  const file = resolve(path);
  const bytes = relative(".", file).startsWith("..") ? Promise.reject(new Error("outside")) : readFile(file);
  void bytes.then(
    (content) => {
      response.setHeader("Content-Type", types[extname(file)] ?? "application/octet-stream");
      response.end(content);
    },
    () => response.writeHead(404).end(),
  );
}
