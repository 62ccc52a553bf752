import { toHtml } from "../../export/html.js";
import { toJson } from "../../export/json.js";
import { toCsv } from "../../export/tables.js";
import type { Run } from "../../run/run.js";
import { pick } from "../say.js";

export type ExportFormat = "csv" | "json" | "html";

interface Kind {
  label: string;
  detail: string;
  /** Name of the files, in the save dialog. */
  files: string;
  make: (run: Run) => string;
}

/** All are made of the run, never of the screen: they are the same at any size of the window and in any theme. */
export const exportKinds: Record<ExportFormat, Kind> = {
  csv: {
    label: "CSV",
    detail:
      "A row a token. Text that a spreadsheet would take for a formula gets an apostrophe in front; JSON has it as it is",
    files: "CSV table",
    make: toCsv,
  },
  json: {
    label: "JSON",
    detail: "Tokens, depths, scores and figures for a program, as the terminal command prints them",
    files: "JSON",
    make: (run) => `${JSON.stringify(toJson(run), null, 1)}\n`,
  },
  html: {
    label: "HTML",
    detail: "One page with picture, figures and table; it has no script and loads nothing",
    files: "Web page",
    make: toHtml,
  },
};

export async function askFormat(): Promise<ExportFormat | undefined> {
  const items = Object.entries(exportKinds).map(([format, { label, detail }]) => ({ label, detail, format }));
  const picked = await pick(items, { title: "Export Run", placeHolder: "As what?" });
  return picked?.format as ExportFormat | undefined;
}
