// place.ts for the suite in a browser: who served the extension (launch.ts) answers for the page too.
import { extensions, Uri } from "vscode";

const home = extensions.getExtension("transkimmer.transkimmer")?.extensionUri;
let folders = 0;

export const inBrowser = true;
export const window = "web";
export const pageAddress = home?.with({ path: "/ask" }).toString();
export const grep = async (): Promise<string | undefined> => {
  const response = await fetch(pageAddress ?? "", { method: "POST", body: JSON.stringify({ in: "grep", what: "" }) });
  const { result } = (await response.json()) as { result: string | null };
  return result ?? undefined;
};
export const tiny = Uri.joinPath(home ?? Uri.parse("tmp:/"), "test/fixtures/tiny");
export const model = tiny.toString();
/** In the memory of VS Code itself. */
export const scratch = (): Uri => Uri.parse(`tmp:/scratch/${++folders}`);
