// `npm test`: every tier, each in its own process; ends with what passed and failed, summed up.
// Half of their time they wait for a window or a disk, so four run at a time. All of them run what ships, which is built first.
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";

const npm = (script) => ({ name: script, command: "npm", args: ["run", "-s", script] });
const node = (name, ...args) => ({ name, command: process.execPath, args });
const window = (name, ...args) => node(`window: ${name}`, "out/vscode/run.mjs", ...args);

const before = [npm("package"), node("test/build.mjs", "test/build.mjs")];
/** Several windows at once would each fetch what is not there. */
const fetched = node("VS Code, Chromium", "out/vscode/fetch.mjs");
/** What needs nothing that is fetched, then all else, from the longest to the shortest, so that all end together. */
const without = ["test:unit", "check"].map(npm);
const tiers = [
  ...without,
  window("node"),
  npm("test:view"),
  npm("test:parity"),
  window("gpu", "--gpu"),
  ...["reload", "reloadDataSet"].map((name) => node(`window: ${name}`, `out/vscode/${name}.mjs`)),
  window("web", "--web"),
  window("packaged", "--vsix", "transkimmer.vsix"),
  node("window: started", "out/vscode/started.mjs"),
  window("untrusted", "--untrusted"),
  node("package", "out/package/check.mjs"),
];
const atOnce = 4;

/** A Python that has the pinned packages of models/train: PYTHON, or the virtual environment in .venv. */
function python() {
  const probe = "import torch, transformers, safetensors";
  const candidates = [process.env.PYTHON, ".venv/bin/python", "python3"].filter(Boolean);
  return candidates.find((file) => spawnSync(file, ["-c", probe], { stdio: "ignore" }).status === 0);
}

/** The recipe that made the models has a smoke test of its own. Only continuous integration fetches its packages. */
function recipe() {
  const smoke = "models/train/smoke.py";
  const interpreter = existsSync(smoke) && python();
  if (interpreter) return [{ name: "models/train", command: interpreter, args: [smoke] }];
  console.log(
    "models/train: not tested, for no Python with its packages is here (models/train/README.md; or set PYTHON).",
  );
  return [];
}

/** So much of a failed tier is said again at the end, where a log that was cut short still has it. */
const lastLines = 60;
const results = [];

/** Runs it, shows what it says at its end, and counts. A tier that names no tests is one test. */
function run({ name, command, args }) {
  console.log(`    ${name} begins`);
  const started = Date.now();
  return new Promise((resolve) => {
    let said = "";
    const child = spawn(command, args, {
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32" && command === "npm",
    });
    for (const from of [child.stdout, child.stderr]) from.on("data", (chunk) => (said += chunk));
    child.on("error", (error) => (said += error.message));
    child.on("close", (code) => {
      said = stripVTControlCharacters(said);
      console.log(`\n=== ${name}\n${said}`);
      const { passed, failed } = count(said);
      const seconds = (Date.now() - started) / 1000;
      const end = said.trimEnd().split("\n").slice(-lastLines).join("\n");
      const result = { name, seconds, slowest: slow(name, said), end };
      if (code !== 0) Object.assign(result, { passed, failed: Math.max(1, failed) });
      else Object.assign(result, { passed: passed + failed === 0 ? 1 : passed, failed });
      results.push(result);
      resolve(result.failed === 0);
    });
  });
}

/** Sums of vitest's "Tests  1 failed | 2 passed (3)" and of the VS Code suite's "2 passing, 1 failing, 0 pending". */
function count(text) {
  const sum = (source, pattern) => [...source.matchAll(pattern)].reduce((total, [, n]) => total + Number(n), 0);
  const vitest = text
    .split("\n")
    .filter((line) => /^\s*Tests\s/.test(line))
    .join("\n");
  return {
    passed: sum(text, /^(\d+) passing, \d+ failing/gm) + sum(vitest, /(\d+) passed/g),
    failed: sum(text, /^\d+ passing, (\d+) failing/gm) + sum(vitest, /(\d+) failed/g),
  };
}

/** Tests with their milliseconds, of vitest's "✓ NAME 1234ms" and mocha's "✔ NAME (1234ms)"; a file of tests is none. */
function slow(tier, text) {
  const lines = [...text.matchAll(/^\s*[✓✔✅×] (.+?) +\(?(\d+)ms\)?$/gm)].filter(
    ([, name]) => !/\.test\.ts \(/.test(name),
  );
  return lines.map(([, name, ms]) => ({ tier, name, seconds: Number(ms) / 1000 }));
}

const begun = Date.now();
const venv = process.env.CI && spawnSync("python3", ["--version"]).status === 0;
/** Compiled is what the smoke test imports, and not all of PyTorch. */
const pip = ".venv/bin/pip install --quiet --disable-pip-version-check --no-compile";
const packages = `python3 -m venv .venv && ${pip} -r models/train/requirements.txt`;
const recipePackages = venv ? run({ name: "models/train's packages", command: "sh", args: ["-c", packages] }) : null;
if ((await run(before[0])) && (await run(before[1]))) {
  const there = run(fetched);
  const waiting = [...tiers];
  const oneAfterAnother = async () => {
    for (let tier = waiting.shift(); tier; tier = waiting.shift())
      if (without.includes(tier) || (await there)) await run(tier);
  };
  await Promise.all(Array.from({ length: atOnce }, oneAfterAnother));
  await recipePackages;
  for (const tier of recipe()) await run(tier);
}
await recipePackages;

for (const { name, failed, end } of results)
  if (failed > 0) console.log(`\n=== ${name} failed. It ended with:\n${end}`);
console.log("\nThe slowest tests:");
const slowest = results.flatMap(({ slowest }) => slowest).sort((a, b) => b.seconds - a.seconds);
for (const { tier, name, seconds } of slowest.slice(0, 10))
  console.log(`${seconds.toFixed(1).padStart(7)} s  ${tier}: ${name}`);
console.log("");
for (const { name, seconds, passed, failed } of results)
  console.log(
    `${name.padEnd(24)} ${String(passed).padStart(5)} passed ${String(failed).padStart(3)} failed ${seconds.toFixed(1).padStart(7)} s`,
  );
const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
console.log(`${((Date.now() - begun) / 60_000).toFixed(1)} minutes`);
console.log(`${total("passed")} passed, ${total("failed")} failed`);
process.exitCode = total("failed") > 0 ? 1 : 0;
