// What opening a folder came to: files read, what was assumed, tensors passed over; and that to look is not to load.
import { statSync } from "node:fs";
import { expect, it } from "vitest";
import { openBundle } from "../../src/engine/bundle/bundle.js";
import { checkReport } from "../../src/engine/bundle/checkReport.js";
import { foundParts, reportLines } from "../../src/words/checkReport.js";
import { EngineClient } from "../../src/worker/engineClient.js";
import { readFolder } from "../../src/worker/folder.js";
import { inMemory } from "../../src/worker/inMemory.js";
import { startEngineHere } from "./portEngine.js";
import { smallFiles, withoutPredictors, withoutTensors } from "./smallBundle.js";

const report = async (files: Record<string, Uint8Array>) => checkReport(await openBundle(inMemory("small", files)));
const old = "test/fixtures/tiny-old";

it("names the files that were read, with their sizes, and none that was only asked for", async () => {
  const files = smallFiles();
  const { read, assumed, passedOver } = await report({ ...files, "training_args.bin": new Uint8Array(9) });
  expect(read).toEqual(
    ["config.json", "tokenizer.json", "model.safetensors"].map((file) => ({ file, bytes: files[file]?.length })),
  );
  expect(assumed).toEqual([]);
  expect(passedOver).toEqual({ count: 0, first: [] });
});

it("names the tensors that the model does not use, the first few and plain, and whole numbers among them", async () => {
  const files = withoutPredictors(smallFiles());
  const { passedOver } = await report(files);
  expect(passedOver.count).toBeGreaterThan(20);
  expect(passedOver.first).toHaveLength(5);
  expect(passedOver.first[0]).toMatch(/x_xxxxxxxxxx/);
  // torch.save's buffer of whole numbers, in a file with all the model's own
  const bundle = await openBundle(readFolder(old));
  expect(checkReport(bundle).passedOver).toEqual({ count: 1, first: ["bert.embeddings.position_ids"] });
  expect(checkReport(bundle).read.at(-1)).toEqual({
    file: "pytorch_model.bin",
    bytes: statSync(`${old}/pytorch_model.bin`).size,
  });
});

it("says what was assumed", async () => {
  const files = { ...smallFiles(), "tokenizer_config.json": new TextEncoder().encode('{"do_lower_case": false}') };
  expect((await report(files)).assumed.join()).toMatch(/tokenizer_config\.json/);
});

it("is to be had of a folder without loading it: the loaded model answers as before", async () => {
  const loaded = smallFiles();
  const other = withoutTensors(smallFiles({ layers: 2 }), /skim_predictors/);
  const client = new EngineClient(() =>
    Promise.resolve(
      startEngineHere((source) =>
        "files" in source ? inMemory(source.name, source.files) : readFolder(source.folder),
      ),
    ),
  );
  try {
    const source = () => Promise.resolve({ name: "small", files: loaded });
    const plan = { key: "a", backend: "wasm", precision: "fp32", threads: 1, source } as const;
    const { model, report } = await client.load(plan);
    expect([model.layers, report.passedOver.count]).toEqual([4, 0]);
    const inspected = await client.inspect({ name: "other", files: other });
    expect([inspected.model.name, inspected.model.layers, inspected.model.policy.name]).toEqual(["other", 2, "none"]);
    await expect(client.inspect({ name: "bare", files: {} })).rejects.toMatchObject({ code: "bundle-missing" });
    const kinds: string[] = [];
    await client.skim({ text: "a good time", control: [0] }, ({ kind }) => kinds.push(kind));
    expect(kinds.filter((kind) => kind === "layer")).toHaveLength(4);
  } finally {
    client.terminate();
  }
});

it("has a row for each linear of a factored model, and what its layers compute of a token", async () => {
  const { read, factored } = await report(smallFiles({ layers: 1, hidden: 32, intermediate: 64, factored: 0.4 }));
  expect(factored?.linears.map(({ rank }) => rank)).toEqual([6, 6, 6, 6, 9, 9, 6, 1]);
  expect(factored?.linears[4]).toEqual({
    name: "bert.encoder.layer.0.intermediate.dense",
    out: 64,
    into: 32,
    rank: 9,
    flops: 2 * 9 * 96,
    bytes: 4 * 9 * 96,
  });
  const share = (4 * 6 * 64 + 2 * 9 * 96) / (4 * 1024 + 2 * 2048);
  expect(factored?.share).toBeCloseTo(share, 9);
  const model = { family: "bert", layers: 1, labels: ["no"], labelCount: 1, policy: "transkimmer" };
  const found = { ...model, report: { read, assumed: [], passedOver: { count: 0, first: [] }, factored } };
  expect(foundParts(found, "fp32")).toContain("0.40 of the FLOPs a token");
  const line = reportLines(found).find(({ about }) => about === "factored");
  expect(line?.text).toBe("Factored: 0.40 of the FLOPs a token, 8 of 8 matrices, 14.7 kB");
  expect(line?.rows?.[4]).toBe("layer.0.intermediate.dense: rank 9, 42 %, 64 × 32, 1.73 k FLOPs a token, 3.46 kB");
  expect((await report(smallFiles({ layers: 1 }))).factored).toBeNull();
});
