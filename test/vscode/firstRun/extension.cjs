// What a person would do first, done by the same commands. Once a window: a reload shows the view as it was left.
const { commands } = require("vscode");

exports.activate = async ({ workspaceState }) => {
  if (workspaceState.get("done")) return;
  await workspaceState.update("done", true);
  await commands.executeCommand("transkimmer.openSample");
  await commands.executeCommand("transkimmer.classifySelection");
};
