import { commands, ViewColumn, type WebviewPanel } from "vscode";

/** A page has loaded by then, milliseconds. */
const loading = 2000;

/**
 * Moves a panel beside the active editor. VS Code opens what an extension reveals in another column as a preview, which the next click in the
 * Explorer replaces; the one thing that keeps a tab is a command about the active one. So the panel has the focus for a moment.
 */
export async function moveAside(panel: WebviewPanel, preserveFocus: boolean): Promise<void> {
  const active = new Promise<boolean>((resolve) => {
    const changed = panel.onDidChangeViewState(() => {
      if (panel.active) done(true);
    });
    const closed = panel.onDidDispose(() => done(false));
    function done(isActive: boolean): void {
      changed.dispose();
      closed.dispose();
      resolve(isActive);
    }
  });
  panel.reveal(ViewColumn.Beside, false);
  // Closed meanwhile: what is active now is somebody else's.
  if (!(await active)) return;
  await commands.executeCommand("workbench.action.keepEditor");
  if (!preserveFocus) return;
  const giveBack = () => commands.executeCommand("workbench.action.focusPreviousGroup");
  await giveBack();
  // A page that was still loading takes the focus once more when it has loaded.
  const again = panel.onDidChangeViewState(() => {
    if (!panel.active) return;
    again.dispose();
    void giveBack();
  });
  setTimeout(() => void again.dispose(), loading);
}
