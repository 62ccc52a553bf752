// Checks what is in the .vsix that npm run package made: all that is needed, nothing else, and not too heavy. Says what weighs what.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { zipEntries } from "./zip.js";

const file = "transkimmer.vsix";
const limitMegabytes = 120;

const needed = [
  "extension/package.json",
  "extension/readme.md",
  "extension/changelog.md",
  "extension/LICENSE.txt",
  "extension/THIRD-PARTY-NOTICES",
  "extension/dist/extension.js",
  "extension/dist/worker.mjs",
  "extension/dist/web/extension.js",
  "extension/dist/web/worker.js",
  "extension/dist/web/webgpuWorker.js",
  "extension/dist/webview.js",
  "extension/dist/webview.css",
  "extension/dist/figure.js",
  "extension/dist/figure.css",
  "extension/dist/dataset.js",
  "extension/dist/dataset.css",
  "extension/dist/ort-wasm-simd-threaded.mjs",
  "extension/dist/ort-wasm-simd-threaded.wasm",
  "extension/dist/ort-wasm-simd-threaded.asyncify.wasm",
  "extension/media/icon.png",
  "extension/media/sample.txt",
  ...["sst2", "issues"].flatMap((model) =>
    ["config.json", "tokenizer.json", "model.safetensors"].map((name) => `extension/models/${model}/${name}`),
  ),
];
const allowed = [
  /^\[Content_Types\]\.xml$/,
  /^extension\.vsixmanifest$/,
  /^extension\/(package\.json|readme\.md|changelog\.md|LICENSE\.txt|THIRD-PARTY-NOTICES)$/,
  /^extension\/dist\/(extension\.js|worker\.mjs|web\/(extension|worker|webgpuWorker)\.js|(webview|dataset|figure)\.(js|css)|ort-wasm-simd-threaded\.(mjs|wasm|asyncify\.wasm))$/,
  /^extension\/media\/.+\.(png|svg|txt|md)$/,
  /^extension\/models\/README\.md$/,
  /^extension\/models\/frontier-(sst2|issues)\.svg$/,
  /^extension\/models\/(sst2|issues)\/(README\.md|config\.json|tokenizer\.json|model\.safetensors)$/,
];

let passed = 0;
let failed = 0;
function check(what: string, good: boolean, detail = ""): void {
  if (good) passed++;
  else failed++;
  console.log(`${good ? "ok  " : "FAIL"} ${what}${good || detail === "" ? "" : `: ${detail}`}`);
}

check("npm run package has made it", existsSync(file));
if (existsSync(file)) {
  const entries = zipEntries(file);
  const names = new Set(entries.map(({ name }) => name));
  for (const name of needed) check(`has ${name}`, names.has(name));
  const strangers = [...names].filter((name) => !allowed.some((pattern) => pattern.test(name)));
  check("has nothing else", strangers.length === 0, strangers.join(", "));
  const megabytes = statSync(file).size / 1e6;
  check(`weighs less than ${limitMegabytes} MB`, megabytes < limitMegabytes, `${megabytes.toFixed(1)} MB`);
  // What runs, file by file; the rest by folder.
  const group = (name: string) => /^extension\/(dist\/.+|models\/[^/]+|[^/]+)/.exec(name)?.[1] ?? name;
  const weights = new Map<string, { packed: number; size: number }>();
  for (const { name, packed, size } of entries) {
    const sum = weights.get(group(name)) ?? { packed: 0, size: 0 };
    weights.set(group(name), { packed: sum.packed + packed, size: sum.size + size });
  }
  console.log(`\n${megabytes.toFixed(1)} MB in all`);
  const inMegabytes = (bytes: number) => (bytes / 1e6).toFixed(2).padStart(8);
  for (const [name, { packed, size }] of [...weights].sort(([a], [b]) => (a < b ? -1 : 1)))
    console.log(`${name.padEnd(40)} ${inMegabytes(packed)} MB packed ${inMegabytes(size)} MB unpacked`);
}
const notices = spawnSync("git", ["diff", "--exit-code", "--stat", "THIRD-PARTY-NOTICES"], { encoding: "utf8" });
check("THIRD-PARTY-NOTICES is as committed", notices.status === 0, "run npm run notices, and commit it");
console.log(`\n${passed} passing, ${failed} failing`);
process.exitCode = failed > 0 ? 1 : 0;
