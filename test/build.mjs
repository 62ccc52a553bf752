// Builds what the tests run outside of vitest into out/: one row an output.
import { build } from "esbuild";
import { existsSync, readdirSync } from "node:fs";
import { resolve } from "node:path";

const node = { platform: "node", target: "node20", bundle: true, sourcemap: "inline", logLevel: "warning" };
const script = { ...node, format: "esm", packages: "external" };
/** In a browser a file NAME.web.ts of the suite stands for NAME.ts, and mocha and assert are their makers' builds for browsers. */
const webFiles = {
  name: "web-files",
  setup({ onResolve }) {
    const stands = {
      "./place.js": "place.web.ts",
      "./mocha.js": "mocha.web.ts",
      "node:assert/strict": "assert.web.ts",
    };
    onResolve({ filter: /^(\.\/(place|mocha)\.js|node:assert\/strict)$/ }, ({ path }) => ({
      path: resolve("test/vscode/suite", stands[path]),
    }));
  },
};
/**
 * The suites of each window, by the names of their files: NAME.test.ts runs where extensions run in Node and where they run in a browser,
 * NAME.KIND.test.ts in the windows that name the kind here. In the order of the names.
 */
const windows = {
  node: ["", "node"],
  gpu: ["gpu"],
  untrusted: ["untrusted"],
  packaged: ["", "node", "gpu"], // of these, what suite/packaged.ts names
  web: ["", "web"],
};
const suites = (...names) => ({
  name: "suites",
  setup({ onResolve, onLoad }) {
    const resolveDir = resolve("test/vscode/suite");
    onResolve({ filter: /^\.\/suites\.js$/ }, () => ({ path: "suites", namespace: "suites" }));
    onLoad({ filter: /./, namespace: "suites" }, () => {
      const files = readdirSync(resolveDir).filter((file) => file.endsWith(".test.ts"));
      const known = files.map((file) => ({ file, kind: file.split(".").slice(1, -2).join(".") }));
      const stranger = known.find(({ kind }) => !Object.values(windows).flat().includes(kind));
      if (stranger) throw new Error(`test/vscode/suite/${stranger.file}: no window runs “${stranger.kind}”`);
      const importAll = (wanted) =>
        known
          .filter(({ kind }) => wanted.includes(kind))
          .map(({ file }) => `await import("./${file.replace(/ts$/, "js")}");`)
          .join("\n");
      const contents = names.map((name) => `export async function ${name}() {\n${importAll(windows[name])}\n}`);
      return { contents: contents.join("\n"), resolveDir };
    });
  },
});
const targets = [
  {
    ...script,
    entryPoints: ["test/vscode/launch.ts"],
    outfile: "out/vscode/launch.mjs",
    banner: { js: "#!/usr/bin/env node" },
  },
  { ...script, entryPoints: ["test/vscode/run.ts"], outfile: "out/vscode/run.mjs" },
  { ...script, entryPoints: ["test/vscode/fetch.ts"], outfile: "out/vscode/fetch.mjs" },
  { ...script, entryPoints: ["test/vscode/start.ts"], outfile: "out/vscode/start.mjs" },
  { ...script, entryPoints: ["test/vscode/started.ts"], outfile: "out/vscode/started.mjs" },
  { ...script, entryPoints: ["test/vscode/reload.ts"], outfile: "out/vscode/reload.mjs" },
  { ...script, entryPoints: ["test/vscode/reloadDataSet.ts"], outfile: "out/vscode/reloadDataSet.mjs" },
  { ...script, entryPoints: ["test/vscode/screenshots.ts"], outfile: "out/vscode/screenshots.mjs" },
  { ...script, entryPoints: ["test/vscode/walkthrough.ts"], outfile: "out/vscode/walkthrough.mjs" },
  { ...script, entryPoints: ["test/fuzz/run.ts"], outfile: "out/fuzz/run.mjs" },
  { ...script, entryPoints: ["test/parity/dev.ts"], outfile: "out/parity/dev.mjs" },
  { ...script, entryPoints: ["test/bench/bench.ts"], outfile: "out/bench/bench.mjs" },
  { ...script, entryPoints: ["test/bench/web.ts"], outfile: "out/bench/web.mjs" },
  { ...script, entryPoints: ["test/parity/sweep.ts"], outfile: "out/parity/sweep.mjs" },
  { ...script, entryPoints: ["test/parity/real.ts"], outfile: "out/parity/real.mjs" },
  { ...script, entryPoints: ["test/parity/web.ts"], outfile: "out/parity/web.mjs" },
  { ...script, entryPoints: ["test/record.ts"], outfile: "out/record.mjs" },
  { ...script, entryPoints: ["test/bench/memoryRuns.ts"], outfile: "out/bench/memoryRuns.mjs" },
  { ...script, entryPoints: ["test/bench/openOnce.ts"], outfile: "out/bench/openOnce.mjs" },
  { ...script, entryPoints: ["test/bench/dataSetMemory.ts"], outfile: "out/bench/dataSetMemory.mjs" },
  { ...script, entryPoints: ["test/package/notices.ts"], outfile: "out/package/notices.mjs" },
  { ...script, entryPoints: ["test/package/check.ts"], outfile: "out/package/check.mjs" },
  {
    ...node,
    format: "cjs",
    entryPoints: ["test/bench/vscode/suite.ts"],
    outfile: "out/bench/vscodeSuite.cjs",
    external: ["vscode"],
  },
  {
    ...node,
    format: "cjs",
    entryPoints: ["test/vscode/suite/index.ts"],
    outfile: "out/vscode/suite.cjs",
    external: ["vscode", "mocha"],
    plugins: [suites("node", "gpu", "untrusted", "packaged")],
  },
  {
    bundle: true,
    sourcemap: "inline",
    logLevel: "warning",
    platform: "browser",
    target: "es2022",
    format: "cjs",
    entryPoints: ["test/vscode/suite/index.ts"],
    outfile: "out/vscode/suite.web.js",
    external: ["vscode"],
    plugins: [webFiles, suites("web")],
    define: { global: "globalThis" },
    inject: ["test/vscode/suite/process.web.ts"],
  },
];

for (const target of targets) if (existsSync(target.entryPoints[0])) await build(target);
