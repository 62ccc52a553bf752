import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const sources = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
const holding = (pattern: RegExp): string[] =>
  sources
    .filter((file) => pattern.test(readFileSync(join("src", file), "utf8")))
    .map((file) => file.replaceAll("\\", "/"));

it("tensors are named by an encoder's prefix in its architecture alone", () => {
  const named = holding(
    /["'`](bert|roberta|distilbert|electra|albert|mpnet|deberta)\.[a-z]|["'`]model\.(layers|embeddings)/,
  );
  expect(named).toContain("engine/architectures/bert.ts");
  expect(named.filter((file) => !file.startsWith("engine/architectures/"))).toEqual([]);
});

it("no architecture and no policy is asked for by its name outside its own folder", () => {
  const asked = holding(/(family|modelType|model_type|policy\.name|says\.name)\s*[!=]==?\s*["'`]/);
  expect(asked).toEqual([]);
});

it("words that VS Code draws go through say.ts, which makes them plain: a file's could be a link that runs a command", () => {
  const drawn =
    /\b(show(Information|Warning|Error)Message|withProgress|setStatusBarMessage|createStatusBarItem|showInputBox|createInputBox|showQuickPick|createQuickPick)\b/;
  expect(holding(drawn)).toEqual(["host/say.ts"]);
});
