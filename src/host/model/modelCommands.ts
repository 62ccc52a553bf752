import { commands, env, UIKind, workspace, type Disposable, type LogOutputChannel, type Uri } from "vscode";
import { reportLines } from "../../words/checkReport.js";
import { registerTable, type CommandTable } from "../commandTable.js";
import { sayBriefly, sayProgress } from "../say.js";
import { askModelFolder, chooseModel, type ChooseParts } from "./chooseModel.js";
import type { Inspector } from "./inspector.js";
import { liesInUntrusted } from "./models.js";
import { placeOf, rowParts, type ModelLine, type ModelRow, type ModelsView } from "./modelsView.js";

export interface ModelParts {
  view: ModelsView;
  inspector: Inspector;
  choose: ChooseParts;
  log: LogOutputChannel;
}

const choose = "Choose a model in the Models view first.";

/** The commands of the tree of models. From its menus they get a row or a line below one, and all selected; from a key, nothing. */
export function registerModelCommands({ view, inspector, choose: parts, log }: ModelParts): Disposable[] {
  const { known } = parts;
  const rowsOf = async (args: unknown[]): Promise<ModelRow[]> => {
    const [one, many] = args as [(ModelRow | ModelLine)?, (ModelRow | ModelLine)[]?];
    const nodes = many && many.length > 0 ? many : one ? [one] : await view.keyRows();
    return [...new Set(nodes.map((node) => (node.kind === "line" ? node.row : node)))];
  };
  const withOne =
    (work: (row: ModelRow) => Promise<string | undefined> | string | undefined) =>
    async (...args: unknown[]) => {
      const [row] = await rowsOf(args.slice(0, 1));
      return row ? work(row) : choose;
    };
  const table: CommandTable = {
    addModelFolder: async (given) => {
      const folder = await askModelFolder(given);
      if (!folder) return undefined;
      if (liesInUntrusted(folder.uri))
        return `${folder.name} lies in this workspace, which is not trusted: trust the workspace first, or add a folder from elsewhere.`;
      const title = `Transkimmer: looking into the model ${folder.name}`;
      const { inspected, stamp } = await sayProgress(title, false, () => inspector.inspect(folder));
      await known.learn(folder.uri, stamp, inspected);
      await known.opened(folder.uri);
      await commands.executeCommand("transkimmer.models.focus");
      return undefined;
    },
    useModel: withOne(({ folder }) => chooseModel(parts, folder.uri)),
    revealModel: withOne(({ folder }) => reveal(folder.uri)),
    copyModelReport: withOne(async (row) => {
      await env.clipboard.writeText(reportOf(row));
      sayBriefly(`The check report of ${row.folder.name} was copied.`);
      return undefined;
    }),
    removeModel: async (...args) => {
      const rows = await rowsOf(args);
      if (rows.length === 0) return choose;
      const kept = rows.find(({ isBundled, isChosen }) => isBundled || isChosen);
      if (kept?.isBundled) return `${kept.folder.name} came with the extension and stays in the list.`;
      if (kept) return `${kept.folder.name} is the chosen model: choose another first.`;
      await known.remove(rows.map(({ folder }) => folder.uri));
      return undefined;
    },
  };
  return registerTable(table, log);
}

/** A row and the lines below it, as text. */
function reportOf(row: ModelRow): string {
  const { folder, state } = row;
  const lines =
    state.is === "found"
      ? reportLines(state.found).flatMap(({ text, rows = [] }) => [text, ...rows.map((row) => `  ${row}`)])
      : [];
  const why = state.is === "broken" ? [state.message] : [];
  return [`${folder.name}: ${rowParts(row).join(", ")}`, `Folder: ${placeOf(folder.uri)}`, ...why, ...lines]
    .map((line) => `${line}\n`)
    .join("");
}

/** Shows a folder where its files can be seen; a sentence where no window can show it. */
async function reveal(uri: Uri): Promise<string | undefined> {
  const isHere = env.uiKind === UIKind.Desktop && env.remoteName === undefined && uri.scheme === "file";
  if (workspace.getWorkspaceFolder(uri)) await commands.executeCommand("revealInExplorer", uri);
  else if (isHere) await commands.executeCommand("revealFileInOS", uri);
  else return `The folder is ${placeOf(uri)}`;
  return undefined;
}
