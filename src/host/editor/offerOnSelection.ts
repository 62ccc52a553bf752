import { CodeAction, CodeActionKind, languages, type Disposable } from "vscode";
import { section } from "../config.js";

/** A lightbulb on what is selected. Of a kind of its own: it changes no text, so it is no refactoring. */
const kind = CodeActionKind.Empty.append(section);

export function offerOnSelection(): Disposable {
  return languages.registerCodeActionsProvider(
    "*",
    {
      provideCodeActions(document, range) {
        if (document.uri.scheme === "output" || document.getText(range).trim() === "") return [];
        const action = new CodeAction("Classify with Transkimmer", kind);
        action.command = { command: `${section}.classifySelection`, title: action.title };
        return [action];
      },
    },
    { providedCodeActionKinds: [kind] },
  );
}
