// Writes THIRD-PARTY-NOTICES from what esbuild bundled (out/inputs.json, written by the build). `--check` only compares.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { holders, ownTexts, runtimeParts, runtimeVersion } from "./licences.js";

const file = "THIRD-PARTY-NOTICES";
const rule = `\n${"-".repeat(80)}\n\n`;

interface Package {
  name: string;
  version: string;
  license?: string;
  repository?: string | { url: string };
}

const mit = readFileSync("LICENSE", "utf8").split("\n\n").slice(2).join("\n\n").trim();

function text(licence: string): string {
  if (licence === "MIT") return mit;
  if (licence === "Apache-2.0") return readFileSync("node_modules/flatbuffers/LICENSE", "utf8").trim();
  return ownTexts[licence] ?? "";
}

/** Folders of the packages whose files went into the outputs: the innermost node_modules counts. */
function bundledPackages(): string[] {
  const inputs = JSON.parse(readFileSync("out/inputs.json", "utf8")) as string[];
  const folders = inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0] ?? []);
  return [...new Set(["node_modules/onnxruntime-web", ...folders])].sort();
}

function notice(folder: string): string {
  const {
    name,
    version,
    license = "",
    repository,
  } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Package;
  const url = (typeof repository === "string" ? repository : (repository?.url ?? "")).replace(/^git\+|\.git$/g, "");
  const licenceFiles = readdirSync(folder).filter((entry) =>
    /^(licen[cs]e|copying|notice|thirdpartynotices)/i.test(entry),
  );
  const texts = licenceFiles.map((entry) => readFileSync(join(folder, entry), "utf8").trim());
  if (texts.length === 0) {
    const holder = holders[name];
    const ids = license.match(/[A-Za-z]+-[A-Za-z0-9.-]+|MIT|ISC/g) ?? [];
    if (holder === undefined || ids.length === 0 || ids.some((id) => text(id) === ""))
      throw new Error(`${name} ships no licence file; say in test/package/licences.ts whose it is (${license}).`);
    texts.push(holder, ...ids.map((id) => (id === "Apache-2.0" ? "The text of Apache-2.0 is at the end." : text(id))));
  }
  return [`${name} ${version} (${license})`, url, ...texts.map((t) => t.replace(/\r\n/g, "\n"))]
    .filter(Boolean)
    .join("\n\n");
}

function runtime(): string {
  const { version } = JSON.parse(readFileSync("node_modules/onnxruntime-web/package.json", "utf8")) as Package;
  if (version !== runtimeVersion)
    throw new Error(
      `onnxruntime-web is ${version}, but what is compiled into its wasm was read at ${runtimeVersion}: compare ThirdPartyNotices.txt and ` +
        `cmake/deps.txt of ONNX Runtime v${version} with runtimeParts in test/package/licences.ts, then set runtimeVersion there.`,
    );
  const lines = runtimeParts.map(({ name, licence, holder, source }) => `${name} (${licence}): ${holder}. ${source}`);
  return [
    `Compiled into ort-wasm-simd-threaded.wasm and ort-wasm-simd-threaded.asyncify.wasm of onnxruntime-web ${version}`,
    ...lines.map((line) => line.replace(/\.\. /, ". ")),
    `The full notices of ONNX Runtime: https://github.com/microsoft/onnxruntime/blob/v${version}/ThirdPartyNotices.txt`,
    `MIT:\n\n${mit}`,
    `BSD-3-Clause:\n\n${text("BSD-3-Clause")}`,
    `Apache-2.0:\n\n${text("Apache-2.0")}`,
  ].join("\n\n");
}

const intro =
  "Transkimmer for VS Code is under the MIT licence (LICENSE). It bundles the following. Written by test/package/notices.ts.\n" +
  "The models' origins and licences are told in models/README.md and in each model's card.\n";
const notices = [intro, ...bundledPackages().map((folder) => `${notice(folder)}\n`), `${runtime()}\n`].join(rule);
if (!process.argv.includes("--check")) writeFileSync(file, notices);
else if (!existsSync(file) || readFileSync(file, "utf8") !== notices) {
  console.error(`${file} does not tell what is bundled: run npm run notices, and commit it.`);
  process.exitCode = 1;
}
