// What a person would do first, done by the same commands. In the first window, once: a reload shows the view as it was left.
const { writeFileSync } = require("node:fs");
const { commands, ConfigurationTarget, extensions, Uri, window, workspace } = require("vscode");

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
  const model = process.env.TRANSKIMMER_FIRST_MODEL; // for screenshots
  if (model) await workspace.getConfiguration("transkimmer").update("model", model, ConfigurationTarget.Global);
  const file = process.env.TRANSKIMMER_FIRST_FILE; // for the test of a reload
  if (file) {
    await window.showTextDocument(await workspace.openTextDocument(file));
    await commands.executeCommand("transkimmer.classifyDocument");
    return;
  }
  const all = process.env.TRANSKIMMER_FIRST_CURVES; // for screenshots
  if (all) return commands.executeCommand("transkimmer.evaluateDataSetExactly", Uri.file(all));
  const dataSet = process.env.TRANSKIMMER_FIRST_DATASET; // for the test of a reload
  if (dataSet) {
    const { evaluations } = await extensions.getExtension("transkimmer.transkimmer").activate();
    const evaluate = () => commands.executeCommand("transkimmer.evaluateDataSet", Uri.file(dataSet));
    await evaluate();
    await evaluations.whenIdle();
    writeFileSync(`${dataSet}.unbroken`, JSON.stringify(evaluations.table));
    await evaluate();
    return;
  }
  await commands.executeCommand("transkimmer.openSample");
  await commands.executeCommand("transkimmer.classifySelection");
};
