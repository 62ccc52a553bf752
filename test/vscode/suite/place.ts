// Where the suite runs. On Node: what run.ts and launch.ts put in the environment. In a browser: place.web.ts.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Uri } from "vscode";

export const inBrowser = process.env["TRANSKIMMER_HOST"] === "web";
/** Only the tests whose names match. */
export const grep = (): Promise<string | undefined> => Promise.resolve(process.env["TRANSKIMMER_GREP"]);
/** Which of test/build.mjs's windows this is. */
export const window = (process.env["TRANSKIMMER_WINDOW"] ?? "node") as "node" | "gpu" | "untrusted" | "packaged";
/** Where launch.ts answers for the window's page; a desktop VS Code has none. */
export const pageAddress = process.env["TRANSKIMMER_PAGE"];
/** The bundle under test: a name, or a folder. */
export const model = process.env["TRANSKIMMER_MODEL"] ?? "sst2";
/** A new, empty folder for a test's own files. */
export const scratch = (): Uri => Uri.file(mkdtempSync(join(tmpdir(), "transkimmer-model-")));
/** The checkout. */
export const root = process.env["TRANSKIMMER_ROOT"] ?? "";
