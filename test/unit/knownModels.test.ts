// What is remembered of model folders, what is dropped, and what is said of each.
import { describe, expect, it } from "vitest";
import {
  foundOf,
  mostKnown,
  readFound,
  readKnown,
  withFound,
  withOpened,
  type Found,
} from "../../src/saved/knownModels.js";
import { modelInfo, openBundle } from "../../src/engine/bundle/bundle.js";
import { checkReport } from "../../src/engine/bundle/checkReport.js";
import { bytesText, foundParts, reportLines } from "../../src/words/checkReport.js";
import { inMemory } from "../../src/worker/inMemory.js";
import { smallFiles, withoutPredictors } from "./smallBundle.js";

async function found(files: Record<string, Uint8Array>, stamp = "1"): Promise<Found> {
  const bundle = await openBundle(inMemory("small", files));
  return foundOf({ model: modelInfo(bundle), report: checkReport(bundle), auto: "fp32", policies: [] }, stamp);
}

describe("the list of folders", () => {
  it("has the one that was opened last first, each once, and the newest alone", () => {
    const all = Array.from({ length: mostKnown + 5 }, (_, i) => `file:///${i}`).reduce<string[]>(withOpened, []);
    expect(all).toHaveLength(mostKnown);
    expect(all[0]).toBe(`file:///${mostKnown + 4}`);
    expect(withOpened(all, "file:///10").slice(0, 2)).toEqual(["file:///10", all[0]]);
    expect(new Set(withOpened(all, "file:///10")).size).toBe(mostKnown);
  });

  it("is read whatever is stored", () => {
    expect(readKnown(["a", "b", "a"])).toEqual(["a", "b"]);
    expect(readKnown(Array.from({ length: 99 }, (_, i) => String(i)))).toHaveLength(mostKnown);
    for (const other of [undefined, null, {}, "a", [1], [["a"]]]) expect(readKnown(other)).toEqual([]);
  });
});

describe("what was found", () => {
  it("comes back as it was stored, and the newest stay", async () => {
    const one = await found(smallFiles());
    let stored: Record<string, Found> = {};
    for (let i = 0; i < 3 * mostKnown; i++) stored = withFound(readFound(stored), `file:///${i}`, one);
    const all = readFound(JSON.parse(JSON.stringify(stored)));
    expect(all.size).toBe(2 * mostKnown);
    expect(all.get(`file:///${3 * mostKnown - 1}`)).toEqual(one);
    const again = readFound(withFound(all, `file:///${2 * mostKnown}`, { ...one, stamp: "2" }));
    expect([again.size, again.get(`file:///${2 * mostKnown}`)?.stamp]).toEqual([2 * mostKnown, "2"]);
  });

  it("of another version's form is looked at anew, and takes nothing else with it", async () => {
    const one = await found(smallFiles());
    expect([...readFound({ a: one, b: { ...one, layers: "4" }, c: null }).keys()]).toEqual(["a"]);
    for (const other of [undefined, 3, []]) expect(readFound(other).size).toBe(0);
  });

  it("is short, however much a folder says", async () => {
    const files = smallFiles();
    const config = JSON.parse(new TextDecoder().decode(files["config.json"])) as object;
    const id2label = { "0": "a".repeat(999), "1": "\u202eb", "2": "c" };
    const long = await found({
      ...files,
      "config.json": new TextEncoder().encode(JSON.stringify({ ...config, id2label })),
    });
    expect(long.labels[0]).toHaveLength(30);
    expect(long.labels[1]).toBe(" b");
    expect(JSON.stringify(long).length).toBeLessThan(2000);
  });

  it("is said in a row and, below it, in lines", async () => {
    const model = await found(smallFiles());
    const bytes = model.report.read.reduce((sum, file) => sum + file.bytes, 0);
    expect(foundParts(model, "int8")).toEqual([
      "bert",
      "4 layers",
      "3 labels",
      "policy transkimmer",
      "int8",
      bytesText(bytes),
    ]);
    expect(reportLines(model).map(({ text }) => text.replace(/[\d.]+ (k?B|bytes)$/, "#"))).toEqual([
      "Labels: no, yes, perhaps",
      "Read: config.json, #",
      "Read: tokenizer.json, #",
      "Read: model.safetensors, #",
      "Assumed: nothing",
      "Passed over: nothing, all tensors are used",
    ]);
    const plain = await found(withoutPredictors(smallFiles()));
    expect(foundParts(plain, "fp32")[3]).toBe("policy none");
    const { count, first } = plain.report.passedOver;
    expect(reportLines(plain).at(-1)?.text).toBe(`Passed over: ${count} tensors (${first.join(", ")}, …)`);
    const told = { ...plain, labelCount: 9, report: { ...plain.report, assumed: ["One.", "Two."] } };
    const lines = reportLines(told).map(({ text }) => text);
    expect(lines[0]).toBe("Labels: no, yes, perhaps, and 6 more");
    expect(lines).toContain("Assumed: Two.");
    expect([bytesText(853), bytesText(47_247_324)]).toEqual(["853 bytes", "47.2 MB"]);
  });
});
