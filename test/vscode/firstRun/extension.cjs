// What a person would do first, done by the same commands. Once a window: a reload shows the view as it was left.
const { commands, ConfigurationTarget, window, workspace } = require("vscode");

exports.activate = async ({ workspaceState }) => {
  if (workspaceState.get("done")) return;
  await workspaceState.update("done", true);
  const theme = process.env.TRANSKIMMER_THEME; // for screenshots
  if (theme) await workspace.getConfiguration().update("workbench.colorTheme", theme, ConfigurationTarget.Global);
  const file = process.env.TRANSKIMMER_FIRST_FILE; // for the test of a reload
  if (file) {
    await window.showTextDocument(await workspace.openTextDocument(file));
    await commands.executeCommand("transkimmer.classifyDocument");
    return;
  }
  await commands.executeCommand("transkimmer.openSample");
  await commands.executeCommand("transkimmer.classifySelection");
};
