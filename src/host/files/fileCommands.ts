import { commands, env, Uri, window, workspace, type Disposable, type LogOutputChannel } from "vscode";
import { toMarkdown } from "../../export/tables.js";
import type { Run } from "../../run/run.js";
import { runFileEnding, writeRunFile } from "../../saved/savedRun.js";
import { comparedText } from "../../saved/history.js";
import { registerTable } from "../commandTable.js";
import { askFormat, exportKinds, type ExportFormat } from "./exports.js";
import type { History } from "../history/history.js";
import { nameOf, readRunAt, runFileView, type RunFiles } from "./runFiles.js";
import { orNull } from "../orNull.js";
import { inform, pick, sayBriefly, sure } from "../say.js";
import type { SkimPanel } from "../view/panel.js";
import { endingOnce } from "./fileNames.js";

function isFormat(value: unknown): value is ExportFormat {
  return typeof value === "string" && Object.hasOwn(exportKinds, value);
}

export interface FileParts {
  panel: Pick<SkimPanel, "onScreen">;
  history: History;
  files: RunFiles;
  /** Where a window without a folder saves; absent where there is no disk. */
  home?: Uri;
  log: LogOutputChannel;
}

/** Commands that write a run to a file, or open one. The first argument says which run: an id of the history, or a saved run's URI. */
export function registerFileCommands(parts: FileParts): Disposable[] {
  return registerTable(
    {
      saveRun: async (which, to) => {
        const run = await runOf(parts, which);
        if (run === undefined || typeof run === "string") return run;
        const name = fileNameOf(run);
        const target =
          to instanceof Uri
            ? to
            : await askWhere(parts, "Save Run", `${name}${runFileEnding}`, { "Saved run": ["skimrun.json"] });
        if (!target) return undefined;
        await workspace.fs.writeFile(target, writeRunFile(run, true));
        void offerToOpen(target);
        return undefined;
      },
      openRun: async (which) => {
        const [uri] =
          which instanceof Uri
            ? [which]
            : ((await window.showOpenDialog({
                title: "Open Run",
                openLabel: "Open",
                filters: { "Saved run": ["skimrun.json"], JSON: ["json"] },
              })) ?? []);
        if (uri) await commands.executeCommand("vscode.openWith", uri, runFileView);
        return undefined;
      },
      exportRun: async (which, as, to) => {
        const run = await runOf(parts, which);
        if (run === undefined || typeof run === "string") return run;
        const format = isFormat(as) ? as : await askFormat();
        if (!format) return undefined;
        const kind = exportKinds[format];
        const target =
          to instanceof Uri
            ? to
            : await askWhere(parts, "Export Run", `${fileNameOf(run)}.${format}`, { [kind.files]: [format] });
        if (!target) return undefined;
        await workspace.fs.writeFile(target, new TextEncoder().encode(kind.make(run)));
        void offerToOpen(target);
        return undefined;
      },
      copyRun: async (which) => {
        const run = await runOf(parts, which);
        if (run === undefined || typeof run === "string") return run;
        await env.clipboard.writeText(toMarkdown(run));
        sayBriefly("Transkimmer: copied as a Markdown table");
        return undefined;
      },
    },
    parts.log,
  );
}

/** The run that a command is about, or why there is none: the named one, that of the active file, or what the skim view shows: of A and B the person
 *  says which. Undefined = the person thought better of it. */
export async function runOf({ panel, history, files }: FileParts, which: unknown): Promise<Run | string | undefined> {
  if (typeof which === "string") return history.read(which);
  // A button of the skim view names the view itself.
  if (which instanceof Uri && which.scheme !== "webview-panel") return readRunAt(which);
  const [run, other] = files.active ? [files.active] : panel.onScreen;
  if (run && other) return askWhich(run, other);
  if (run?.result) return run;
  return "There is no finished run yet. Classify a text first, or open a saved run.";
}

async function askWhich(a: Run, b: Run): Promise<Run | undefined> {
  const items = Object.entries({ A: a, B: b }).map(([label, run]) => ({ label, description: comparedText(run), run }));
  const picked = await pick(items, { placeHolder: "A against B is shown: which of the two runs?" });
  return picked?.run;
}

/** Undefined where the person thought better of it. `filters`: by name, one ending each. */
export async function askWhere(
  { home }: Pick<FileParts, "home">,
  title: string,
  name: string,
  filters: Record<string, [string]>,
): Promise<Uri | undefined> {
  const folder = workspace.workspaceFolders?.[0]?.uri ?? home;
  const chosen = await window.showSaveDialog({
    title,
    filters,
    ...(folder ? { defaultUri: Uri.joinPath(folder, name) } : {}),
  });
  if (!chosen) return undefined;
  const path = Object.values(filters).reduce((all, [ending]) => endingOnce(all, `.${ending}`), chosen.path);
  const meant = chosen.with({ path });
  // The dialog asked about another file.
  const there = path !== chosen.path && (await orNull(workspace.fs.stat(meant))) !== null;
  return there && !(await sure(`${nameOf(meant)} is there already. Replace it?`, "Replace")) ? undefined : meant;
}

/** What a file of this run may be called on every file system: the passage's name without its ending. */
export function fileNameOf({ passage }: Run): string {
  const plain = passage.name.replace(/\.\w{1,8}$/, "").replace(/[\p{Cc}\p{Cf}/\\:*?"<>|]+/gu, " ");
  return plain.trim().replace(/^\.+/, "").slice(0, 60).trim() || "run";
}

/** Says that it was written, once, with the way to it. */
export async function offerToOpen(uri: Uri): Promise<void> {
  const open = "Open";
  const picked = await inform(`Wrote ${nameOf(uri)}.`, open);
  if (picked === open) await commands.executeCommand("vscode.open", uri);
}
