// What lies in a model's folder is looked at before it is read, and said in words where it is something else.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { openBundle } from "../../src/engine/bundle/bundle.js";
import type { BundleFiles } from "../../src/engine/bundle/bundleFiles.js";
import { shardsOf } from "../../src/protocol/bundle.js";
import { SkimError } from "../../src/protocol/errors.js";
import { readFolder } from "../../src/worker/folder.js";
import { inMemory } from "../../src/worker/inMemory.js";
import { smallFiles } from "./smallBundle.js";

const files = smallFiles();
const latin1 = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));
const lfs =
  "version https://git-lfs.github.com/spec/v1\noid sha256:98ea6e4f216f2fb4b69fff9b3a44842c38686ca685f3f55dc48c5d3fb1107be4\nsize 47247324\n";

describe("what lies where a file should is named, with what to do", () => {
  const wrong: [string, string, RegExp][] = [
    ["a Git LFS pointer", lfs, /is a Git LFS pointer.*“git lfs pull”/],
    ["a web page", "<!DOCTYPE html><html><body>Not found", /is a web page: download the file itself/],
    ["a web page that begins with blank lines", "\n\n  <html lang=en>", /is a web page/],
    ["a zip archive", "PK\x03\x04\x14\x00\x00\x00\x08\x00archive/data.pkl", /is a zip archive.*save_pretrained/],
    ["a pickle", "\x80\x02}q\x00(X\x0a\x00\x00\x00", /is a PyTorch file/],
    ["HDF5", "\x89HDF\r\n\x1a\n" + "\0".repeat(90), /is a TensorFlow file/],
    ["GGUF", "GGUF\x03\0\0\0" + "\0".repeat(90), /is a GGUF file/],
    ["gzip", "\x1f\x8b\x08\0\0\0\0\0\0\x03", /is a gzip archive: unpack it/],
    ["zeros", "\0".repeat(4096), /nothing but zeros.*download it again/],
    ["nothing", "", /is empty: download it again/],
  ];
  it.each(wrong)("%s", async (_, text, message) => {
    for (const file of Object.keys(files)) {
      const work = openBundle(inMemory("small", { ...files, [file]: latin1(text) }));
      await expect(work, file).rejects.toThrow(SkimError);
      await expect(work, file).rejects.toThrow(message);
      await expect(work, file).rejects.toThrow(file);
    }
  });

  it("the words of a server in place of the weights", async () => {
    const said = (text: string) => openBundle(inMemory("small", { ...files, "model.safetensors": latin1(text) }));
    await expect(said("Entry not found")).rejects.toThrow(
      /it is text that begins "Entry not found"\. Copy the file again/,
    );
    await expect(said('{"error":"Invalid username or password."}')).rejects.toThrow(/begins "\{\\"error/);
  });

  it("UTF-16 in place of UTF-8", async () => {
    const utf16 = Uint8Array.from(Buffer.from("\ufeff{}", "utf16le"));
    await expect(openBundle(inMemory("small", { ...files, "config.json": utf16 }))).rejects.toThrow(
      /config\.json is UTF-16 text: save it as UTF-8/,
    );
  });
});

/** The files, and how many bytes of each were read. */
function counted(inner: BundleFiles): { files: BundleFiles; read: Record<string, number> } {
  const read: Record<string, number> = {};
  const count = (file: string, begin: number, end: number) => {
    read[file] = (read[file] ?? 0) + end - begin;
    return inner.read(file, begin, end);
  };
  return { files: { ...inner, read: count }, read };
}

describe("a folder on a disk", () => {
  const folder = mkdtempSync(join(tmpdir(), "skim-folder-"));
  beforeEach(() => {
    rmSync(folder, { recursive: true });
    execFileSync("mkdir", [folder]);
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("opens as it does from memory", async () => {
    const [read, held] = await Promise.all([openBundle(readFolder(folder)), openBundle(inMemory("small", files))]);
    expect([...read.tensors]).toEqual([...held.tensors]);
  });

  it("with weights that go on after their last tensor is refused before they are read", async () => {
    truncateSync(join(folder, "model.safetensors"), 3.9e9);
    const { files, read } = counted(readFolder(folder));
    await expect(openBundle(files)).rejects.toThrow(/bytes \d+ to \d+ belong to no tensor/);
    expect(read["model.safetensors"]).toBeLessThan(20_000);
  });

  it.each(["config.json", "tokenizer.json"])("with a %s of gigabytes is refused before it is read", async (file) => {
    truncateSync(join(folder, file), 1.9e9);
    const { files, read } = counted(readFolder(folder));
    await expect(openBundle(files)).rejects.toThrow(`${file} has 1900 MB, and at most 64 are read`);
    expect(read[file]).toBeUndefined();
  });

  it("with weights beyond 4 GB is refused before they are read", async () => {
    truncateSync(join(folder, "model.safetensors"), 4.3e9);
    const { files, read } = counted(readFolder(folder));
    await expect(openBundle(files)).rejects.toThrow("model.safetensors is larger than 4 GB: save the model in shards");
    expect(read["model.safetensors"]).toBeUndefined();
  });

  it.runIf(process.platform !== "win32").each(Object.keys(files))(
    "with a pipe for %s says so, and waits for nobody",
    async (file) => {
      rmSync(join(folder, file));
      execFileSync("mkfifo", [join(folder, file)]);
      await expect(openBundle(readFolder(folder))).rejects.toThrow(
        `${file} is not a file: choose another model folder`,
      );
      await expect(readFolder(folder).read(file, 0, 1)).rejects.toThrow("is not a file");
    },
  );

  it("with a folder for a file says so", async () => {
    rmSync(join(folder, "config.json"));
    execFileSync("mkdir", [join(folder, "config.json")]);
    await expect(openBundle(readFolder(folder))).rejects.toThrow("config.json is not a file");
  });

  it("gives no file of another folder", async () => {
    await expect(readFolder(folder).size("../x.safetensors")).rejects.toThrow("lie in its own folder");
    await expect(readFolder(folder).read("../x.safetensors", 0, 1)).rejects.toThrow("lie in its own folder");
  });
});

it("an index names its shards, each once, and nothing outside its folder", () => {
  const [one, two] = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"];
  expect(shardsOf({ weight_map: { a: one, b: two, c: one, d: "../x.safetensors", e: 3, f: "config.json" } })).toEqual([
    one,
    two,
  ]);
  for (const none of [null, 3, [], {}, { weight_map: null }, { weight_map: "x" }]) expect(shardsOf(none)).toEqual([]);
});
