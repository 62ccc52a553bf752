import { build, type Metafile } from "esbuild";
import { builtinModules } from "node:module";
import { beforeAll, describe, expect, it } from "vitest";

// The same rows as esbuild.mjs, without writing: what goes into the bundles for a browser, and what they leave outside.
const entries = [
  ["src/extension.web.ts", "wasm"],
  ["src/worker/web.ts", "wasm"],
  ["src/worker/web.ts", "webgpu"],
] as const;
const builtins = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]));

async function bundle(entry: string, runtime: string): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    platform: "browser",
    format: "cjs",
    external: ["vscode", "node:*", ...builtins],
    alias: { "onnxruntime-web": `onnxruntime-web/${runtime}` },
    logLevel: "silent",
  });
  return metafile;
}

describe.each(entries)("%s with ONNX Runtime for %s", (entry, runtime) => {
  let meta: Metafile;
  beforeAll(async () => {
    meta = await bundle(entry, runtime);
  });

  it("asks for no module of Node's", () => {
    const asked = Object.entries(meta.inputs).flatMap(([file, { imports }]) =>
      imports.filter(({ path }) => builtins.has(path)).map(({ path }) => `${file} imports ${path}`),
    );
    expect(asked).toEqual([]);
  });

  it("leaves nothing outside but VS Code", () => {
    const outside = Object.values(meta.outputs).flatMap(({ imports }) =>
      imports.filter(({ external }) => external).map(({ path }) => path),
    );
    expect([...new Set(outside)]).toEqual(entry.includes("extension") ? ["vscode"] : []);
  });
});
