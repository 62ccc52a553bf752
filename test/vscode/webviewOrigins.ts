// Every webview under an origin of its own, as in VS Code's desktop and on vscode.dev.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ServerInstall } from "./serverInstall.js";

/** Browsers know *.localhost to be this machine; window and webviews are one site of it, or a private window denies them service workers. */
const site = "transkimmer.localhost";
export const windowHost = `window.${site}`;
/** What VS Code makes the origins from; it puts a webview's hash in. */
const variable = "TRANSKIMMER_WEBVIEW_ORIGINS";
export const webviewOriginsAt = (port: number | string) => ({ [variable]: `http://{{uuid}}.${site}:${port}` });

/**
 * The same server, its webviews under the origins that `webviewOriginsAt` puts into its environment. code-server serves them all from
 * the window's own origin: there each webview's service worker has to take over from the last one's, and under load a takeover hangs
 * (“Found unexpected service worker controller”), and that webview and all after it stay empty.
 */
export function webviewOrigins(install: ServerInstall): ServerInstall {
  const path = "/out/vs/workbench/contrib/webview/browser/pre";
  const endpoint = new RegExp(`webviewEndpoint:(\\w+)\\+"${path}"`);
  const frames = "frame-src 'self' ";
  const script = readFileSync(install.main, "utf8");
  if (!endpoint.test(script) || !script.includes(frames))
    throw new Error(`${install.main} is not the server that was known`);
  const main = join(dirname(install.main), "server-main.webviewOrigins.js");
  const own = `webviewEndpoint:process.env.${variable}+new URL($1+"${path}","http://localhost").pathname`;
  writeFileSync(main, script.replace(endpoint, own).replace(frames, `${frames}http://*.${site}:* `));
  return { ...install, main, host: windowHost };
}
