// What a person would do first, done by the same commands. In the first window, once: a reload shows the view as it was left.
const { commands, ConfigurationTarget, Uri, window, workspace } = require("vscode");

exports.activate = async ({ globalStorageUri }) => {
  const done = Uri.joinPath(globalStorageUri, "done");
  const before = await workspace.fs.stat(done).then(
    () => true,
    () => false,
  );
  if (before) return;
  await workspace.fs.writeFile(done, new Uint8Array());
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
