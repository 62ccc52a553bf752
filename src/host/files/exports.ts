import type { Uri } from "vscode";
import { toHtml } from "../../export/html.js";
import { toJson } from "../../export/json.js";
import { toSvg } from "../../export/svg.js";
import { toCsv } from "../../export/tables.js";
import type { Run } from "../../run/run.js";
import { pick } from "../say.js";
import { toPng } from "../view/raster.js";

export type ExportFormat = "svg" | "png" | "csv" | "json" | "html";

interface Kind {
  label: string;
  detail: string;
  /** Name of the files, in the save dialog. */
  files: string;
  make(run: Run, extensionUri: Uri): string | Promise<Uint8Array>;
}

/** All are drawn from the run, never from the screen: they are the same at any size of the window and in any theme. */
export const exportKinds: Record<ExportFormat, Kind> = {
  svg: {
    label: "SVG",
    detail: "The skyline with its words, figures and legend, on white: for a paper",
    files: "SVG picture",
    make: (run) => toSvg(run).svg,
  },
  png: {
    label: "PNG",
    detail: "The same picture in pixels, 1920 wide",
    files: "PNG picture",
    make: (run, extensionUri) => toPng(toSvg(run), extensionUri),
  },
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
