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
/** The checkout. */
export const root = process.env["TRANSKIMMER_ROOT"] ?? "";
/** A model that is opened, and computes, in a moment. */
export const tiny = Uri.file(join(root, "test/fixtures/tiny"));
const ships = window === "packaged" || window === "untrusted"; // of the package, and where a workspace may not choose, it is one that ships
/** The bundle under test: a name, or a folder. */
export const model = process.env["TRANSKIMMER_MODEL"] ?? (ships ? "sst2" : tiny.fsPath);
/** A new, empty folder for a test's own files. */
export const scratch = (): Uri => Uri.file(mkdtempSync(join(tmpdir(), "transkimmer-model-")));
