// `npm test`: every tier, each in its own process; ends with what passed and failed, summed up.
// The windows of test:vscode mostly wait. What computes goes beside them, one tier after the other, and its words come as each ends.
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";

/** A Python that has the pinned packages of models/train: PYTHON, or the virtual environment in .venv. */
function python() {
  const probe = "import torch, transformers, safetensors";
  const candidates = [process.env.PYTHON, ".venv/bin/python", "python3"].filter(Boolean);
  return candidates.find((file) => spawnSync(file, ["-c", probe], { stdio: "ignore" }).status === 0);
}

const npm = (script) => ({ name: script, command: "npm", args: ["run", "-s", script] });
const beside = ["check", "test:unit", "test:view"].map(npm);
const last = ["test:parity", "test:web", "test:package"].map(npm); // alone: test:vscode takes the GPU's script away for a while, and the package is built over all

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

/** Runs it, shows what it says (`later`: at its end), and counts. A tier that names no tests is one test. */
function run({ name, command, args }, later = false) {
  if (!later) console.log(`\n=== ${name}`);
  const started = Date.now();
  return new Promise((resolve) => {
    let said = "";
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], shell: process.platform === "win32" });
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ])
      from.on("data", (chunk) => {
        said += chunk;
        if (!later) to.write(chunk);
      });
    child.on("error", (error) => console.error(error.message));
    child.on("close", (code) => {
      if (later) console.log(`\n=== ${name}, which ran beside\n${said}`);
      const { passed, failed } = count(stripVTControlCharacters(said));
      const seconds = ((Date.now() - started) / 1000).toFixed(1);
      const end = stripVTControlCharacters(said).trimEnd().split("\n").slice(-lastLines).join("\n");
      if (code !== 0) return resolve({ name, seconds, passed, failed: Math.max(1, failed), end });
      resolve({ name, seconds, passed: passed + failed === 0 ? 1 : passed, failed, end });
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

async function inTurn(tiers, later = false) {
  const results = [];
  for (const tier of tiers) results.push(await run(tier, later));
  return results;
}

const results = await inTurn([npm("build")]);
if (results[0].failed === 0) {
  const aside = inTurn(beside, true);
  results.push(await run(npm("test:vscode")), ...(await aside), ...(await inTurn([...last, ...recipe()])));
}
for (const { name, failed, end } of results)
  if (failed > 0) console.log(`\n=== ${name} failed. It ended with:\n${end}`);
console.log("");
for (const { name, seconds, passed, failed } of results)
  console.log(
    `${name.padEnd(14)} ${String(passed).padStart(5)} passed ${String(failed).padStart(3)} failed ${seconds.padStart(7)} s`,
  );
const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
console.log(`${total("passed")} passed, ${total("failed")} failed`);
process.exitCode = total("failed") > 0 ? 1 : 0;
