// Builds are a table: one row an output. `node esbuild.mjs [--watch] [--production]`
import { build, context } from "esbuild";
import { copyFile, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";

const production = process.argv.includes("--production");
const watch = process.argv.includes("--watch");

/** ONNX Runtime finds its wasm beside the script that imports it; in ESM it needs no banner or alias. */
const runtimeFiles = [
  "ort-wasm-simd-threaded.mjs",
  "ort-wasm-simd-threaded.wasm",
  "ort-wasm-simd-threaded.asyncify.wasm", // WebGPU's, in browsers and in the skim view's page
];

const node = { platform: "node", target: "node20", conditions: ["node"] };
const page = { format: "iife", platform: "browser", target: "es2022" };
/** vscode-jsonrpc is CommonJS and requires Node's own modules, which an ES module cannot without this. */
const banner = {
  js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
};
/** In a browser nothing may be looked for beside the script: it is started from a Blob, and is given the runtime's wasm. */
const web = {
  platform: "browser",
  target: "es2022",
  alias: { "onnxruntime-web": "onnxruntime-web/wasm" },
  define: { "import.meta.url": "self.location.href" },
  conditions: ["worker"], // decode-named-character-reference has another form for pages, which asks their document
};
const webgpu = { alias: { "onnxruntime-web": "onnxruntime-web/webgpu" } };
const targets = [
  { entryPoints: ["src/extension.ts"], outfile: "dist/extension.js", format: "cjs", external: ["vscode"], ...node },
  { entryPoints: ["src/worker/node.ts"], outfile: "dist/worker.mjs", format: "esm", banner, ...node },
  { entryPoints: ["src/terminal/skim.ts"], outfile: "dist/skim.mjs", format: "esm", banner, ...node },
  {
    entryPoints: ["src/extension.web.ts"],
    outfile: "dist/web/extension.js",
    format: "cjs",
    external: ["vscode"],
    ...web,
  },
  { entryPoints: ["src/worker/web.ts"], outfile: "dist/web/worker.js", format: "iife", ...web },
  // The same worker with the runtime's WebGPU build, which waits for the GPU inside WebAssembly and is twice as large.
  { entryPoints: ["src/worker/web.ts"], outfile: "dist/web/webgpuWorker.js", format: "iife", ...web, ...webgpu },
  { entryPoints: ["webview/main.ts"], outfile: "dist/webview.js", ...page },
  { entryPoints: ["webview/style.css"], outfile: "dist/webview.css" },
  { entryPoints: ["webview/dataset/main.ts"], outfile: "dist/dataset.js", ...page },
  { entryPoints: ["webview/dataset/style.css"], outfile: "dist/dataset.css" },
  { entryPoints: ["webview/figure/main.ts"], outfile: "dist/figure.js", ...page },
  { entryPoints: ["webview/figure/style.css"], outfile: "dist/figure.css" },
];

const common = { bundle: true, sourcemap: !production, minify: production, logLevel: "warning" };

/** Where a build is put together: whoever runs what is in dist meanwhile finds it whole, before and after. */
const fresh = "out/dist";
await rm(fresh, { recursive: true, force: true });
await mkdir(fresh, { recursive: true });
for (const file of runtimeFiles) await copyFile(`node_modules/onnxruntime-web/dist/${file}`, join(fresh, file));
const inputs = new Set();
for (const target of watch ? [] : targets) {
  const { outputFiles, metafile } = await build({ ...common, ...target, metafile: true, write: false });
  for (const { path, contents } of outputFiles) {
    const file = join(fresh, relative("dist", path));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, contents);
  }
  for (const file in metafile.inputs) inputs.add(file);
}
await rm("dist", { recursive: true, force: true });
await rename(fresh, "dist");
// What went into the outputs, for THIRD-PARTY-NOTICES.
if (!watch) await writeFile("out/inputs.json", JSON.stringify([...inputs].sort()));
for (const target of watch ? targets : []) await (await context({ ...common, ...target })).watch();
