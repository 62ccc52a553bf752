// The window is reloaded while an evaluation is paused: what was done is kept, and gone on with it is the unbroken table. Driven from
// outside, as reload.ts is, on the server from npm.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { Frame, Page } from "playwright-core";
import { installServer, serverRunsHere } from "./serverInstall.js";
import { noted, openWorkbench, webviewFrame } from "./workbench.js";

const patience = 240_000;
const rows = 120;

/** The page, once its progress reads so. A reload replaces the frame while it is looked at: then it is looked for again. */
async function pageThatSays(page: Page, words: RegExp): Promise<Frame> {
  const end = Date.now() + patience;
  let last = "";
  for (;;) {
    try {
      const frame = await webviewFrame(page);
      last = await frame.locator(".progress").innerText({ timeout: 5000 });
      if (words.test(last)) return frame;
    } catch (error) {
      last = String(error);
    }
    if (Date.now() > end) throw new Error(`the page does not say ${String(words)}, but: ${last}`);
    await page.waitForTimeout(100); // before it is looked at again
  }
}

/** Files of the evaluation that the extension keeps, by name. */
function kept(home: string): Map<string, string> {
  const all = readdirSync(home, { recursive: true, encoding: "utf8" });
  const found = all.filter((file) =>
    /transkimmer\.transkimmer[/\\]workspaces[/\\].*[/\\]evaluation[/\\].*\.jsonl?$/.test(file),
  );
  return new Map(
    found.flatMap((file) => {
      try {
        return [[basename(file), readFileSync(join(home, file), "utf8")]];
      } catch {
        return []; // it was moved meanwhile
      }
    }),
  );
}

async function test(page: Page, home: string, unbroken: string): Promise<void> {
  // The first-run extension evaluates once, keeps the table, and begins again.
  // It is waited for by its file, for that is written outside the window.
  for (const end = Date.now() + patience; !existsSync(unbroken) && Date.now() < end;) await page.waitForTimeout(100); // before the disk is looked at again
  const running = await pageThatSays(page, /^([1-9]|[1-9]\d) rows\s/);
  await running.click("text=Pause");
  const paused = await pageThatSays(page, /Paused after/);
  const before = Number(/(\d+) rows/.exec(await paused.locator(".progress").innerText())?.[1]);
  const written = () => {
    const parts = [...kept(home)].filter(([name]) => name.startsWith("part-")).flatMap(([, part]) => part.split("\n"));
    return parts.filter((line) => line.endsWith("}}")).length;
  };
  let done = written(); // rows under way end, and what is done is written; nothing on the screen says when
  for (const end = Date.now() + patience; done < before && Date.now() < end; done = written())
    await page.waitForTimeout(100); // before the disk is looked at again
  if (!(done >= before && done < rows)) throw new Error(`${done} rows are written, ${before} were done`);

  await noted(page, "transkimmer.dataset");
  await page.reload();
  const stopped = await pageThatSays(page, /Stopped/);
  await page.screenshot({ path: "test-results/evaluation-interrupted.png" });
  await stopped.click("text=Resume");
  await pageThatSays(page, new RegExp(`^${rows} rows, 1 malformed\\s+Evaluate Data Set`)); // the button comes at the end
  const table = kept(home).get("table.json");
  if (table !== readFileSync(unbroken, "utf8"))
    throw new Error(`another table than the unbroken one: ${table ?? "none"}`);
}

if (!serverRunsHere) {
  console.log("A reload in mid-evaluation: not tested here, for it needs the VS Code server from npm (Linux on x64).");
  process.exit(0); // said above: a desktop's window cannot be reloaded from outside
}
const home = resolve(".vscode-test/reloadDataSet");
const folder = resolve("test-results/reloadDataSet");
const file = join(folder, "rows.jsonl");
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const kinds = ["quiet", "loud", "odd", "grand", "small"];
const lines = Array.from({ length: rows }, (_, i) =>
  JSON.stringify({
    text: `a ${kinds[i % 5] ?? ""} film, number ${i}, that finds its feet in ${i % 7} acts`,
    label: i % 2,
  }),
);
writeFileSync(file, `${lines.toSpliced(50, 0, "no json").join("\n")}\n`);
const workbench = await openWorkbench(installServer("current"), {
  home,
  folder,
  developmentPath: process.cwd(),
  firstRun: true,
  env: { TRANSKIMMER_FIRST_DATASET: file },
});
let failing = 0;
try {
  await test(workbench.page, home, `${file}.unbroken`);
} catch (error) {
  failing = 1;
  await workbench.page.screenshot({ path: "test-results/reloadDataSet.png" }).catch(() => undefined);
  console.error(error);
} finally {
  await workbench.close();
}
console.log(`${failing > 0 ? "FAIL" : "ok  "} the window reloaded while an evaluation was paused`);
console.log(`${1 - failing} passing, ${failing} failing`);
process.exitCode = failing;
