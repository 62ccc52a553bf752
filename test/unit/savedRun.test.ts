import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SkimError } from "../../src/protocol/errors.js";
import { append, beforeFrom, beforeOf, type Before, type Run } from "../../src/run/run.js";
import { maxRunFileBytes, readRun, readRunFile, writeRunFile } from "../../src/saved/savedRun.js";
import { recorded, recordings } from "../view/recorded.js";
import { emptyRun, eventsOf, longText, sentence, wholeRun } from "../view/synthetic.js";

const fixture = readFileSync(new URL("../fixtures/saved/v1.skimrun.json", import.meta.url));
const utf8 = (text: string) => new TextEncoder().encode(text);
const good = () => readRunFile(fixture, "v1.skimrun.json");

/** Another p at a layer for the first token but position 0 whose depth is such a one. */
function change({ depth, scores }: Run, layer: number, such: (depth: number) => boolean, p: number | null): void {
  const token = depth.findIndex((d, t) => t > 0 && such(d));
  const row = scores[layer];
  if (token < 0 || !row) throw new Error("no such token");
  row[token] = p;
}

/** The run it is read against, of a run that has a word decided by hand. */
function before(run: Run): Before {
  run.forced = [{ token: run.depth.lastIndexOf(run.model.layers), from: 0, keep: true }];
  return (run.before = structuredClone(beforeFrom(run)));
}

function refused(bytes: Uint8Array): string {
  try {
    readRunFile(bytes, "x.skimrun.json");
  } catch (error) {
    if (!SkimError.is(error, "run-file")) throw error;
    expect(error.file).toBe("x.skimrun.json");
    expect(error.message).toMatch(/^x\.skimrun\.json cannot be opened as a run: /);
    expect(error.message.length).toBeLessThan(500);
    return error.message;
  }
  throw new Error("it was read");
}
const refusedJson = (value: unknown) => refused(utf8(JSON.stringify(value)));

describe("a saved run", () => {
  it("that JavaScript can make no string of is refused by its own words, and at once", () => {
    const run = good();
    const token = { id: 0, piece: "a".repeat(200), start: 0, end: 0, special: false, word: 0 };
    run.tokens = Array<typeof token>(3_000_000).fill(token);
    expect(() => writeRunFile(run)).toThrow(
      /^The run of .* is too long to be saved: \d+ MB, and at most 64 are read\.$/,
    );
  });

  it("reads as it was written, whatever the size, and twice the same", () => {
    for (const run of [wholeRun("a", "Bad.", 2), wholeRun("b", sentence, 6), wholeRun("c", longText(300), 24, 100)]) {
      const again = readRunFile(writeRunFile(run), "x");
      expect(again).toEqual({ ...run, forced: [] });
      expect(readRunFile(writeRunFile(again), "x")).toEqual(again);
    }
  });

  it("that is to be shared does not name the document's place", () => {
    const text = new TextDecoder().decode(writeRunFile(good(), true));
    expect(text).not.toContain("somewhere");
    expect(readRunFile(utf8(text), "x").passage).toEqual({ text: good().passage.text, name: "review.txt" });
    expect(new TextDecoder().decode(writeRunFile(good()))).toContain("somewhere");
  });

  it("keeps interventions, and drops what it does not know", () => {
    const forced = [{ token: 3, from: 2, keep: false }];
    const run = readRun({ ...good(), forced, later: { anything: 1 } }, "x");
    expect(run).toMatchObject({ forced });
    expect(run).not.toHaveProperty("later");
    expect(refusedJson({ ...good(), forced: [{ token: 45, from: 0, keep: true }] })).toContain("forced.0");
  });

  it("is read whatever its state, and each of the recorded ones", () => {
    const whole = wholeRun("a", longText(300), 6, 100);
    const events = eventsOf(emptyRun("b", longText(300), 6), 7, 100);
    for (let n = 1; n < events.length; n++) {
      const run = events.slice(0, n).reduce(append, emptyRun("b", longText(300), 6));
      expect(readRunFile(writeRunFile({ ...run, state: "cancelled" }), "x").kept).toEqual(run.kept);
    }
    expect(readRunFile(writeRunFile(whole), "x").result).toEqual(whole.result);
    for (const name of recordings) expect(recorded(name).state).toBe("done");
  });

  it("says who it is in a few words, however long they are in the file", () => {
    const long = `\u202e\u0007${"A".repeat(9000)}`;
    const run = good();
    const failure = { code: "engine", message: long.repeat(100), file: long } as const;
    const { passage, model } = run;
    const read = readRun(
      {
        ...run,
        passage: { ...passage, name: long },
        model: { ...model, name: long },
        backend: long,
        backendWhy: long,
        failure,
      },
      "x",
    );
    for (const words of [
      read.passage.name,
      read.model.name,
      read.backend,
      read.backendWhy,
      read.failure?.message ?? "",
    ]) {
      expect(words.length).toBeLessThan(401);
      expect(words).toMatch(/^ {2}A+…$/);
    }
  });

  it("with words decided by hand keeps what the model alone came to: it is a run of its own again", () => {
    const alone = good();
    const byHand: Run = { ...good(), id: "by-hand", forced: [{ token: 3, from: 5, keep: false }] };
    byHand.before = beforeFrom(alone);
    const again = readRunFile(writeRunFile(byHand, true), "x");
    expect(again.before).toEqual(beforeFrom(readRun(alone, "x")));
    const before = beforeOf(again);
    expect(before).toMatchObject({ id: alone.id, depth: alone.depth, scores: alone.scores, forced: [], state: "done" });
    expect(before).toMatchObject({ passage: again.passage, tokens: alone.tokens, result: alone.result });
    expect(before).not.toHaveProperty("before");
    expect(beforeOf(readRun(alone, "x"))).toBeNull();
  });

  it("keeps script, NULs and lone surrogates in a text as the text that they are", () => {
    const run = good();
    run.passage.text = `${run.passage.text}\u0000\ud800</script>`;
    expect(readRunFile(writeRunFile(run), "x").passage.text).toContain("\u0000\ud800</script>");
  });
});

describe("what is no saved run is refused, with what to do", () => {
  it.each([
    ["nothing", "", "not JSON"],
    ["text", "hello", "not JSON"],
    ["half a file", fixture.toString("utf8").slice(0, 5000), "not JSON"],
    ["NULs", "\0".repeat(1000), "not JSON"],
    ["null", "null", "not a run that Transkimmer saved"],
    ["a list", "[1]", "not a run that Transkimmer saved"],
    ["other JSON", '{"name":"package"}', "not a run that Transkimmer saved"],
    ["format 0", '{"format":0}', "not a run that Transkimmer saved"],
    ["format “1”", '{"format":"1"}', "not a run that Transkimmer saved"],
    ["a newer one", '{"format":3}', "made by a newer Transkimmer (format 3; this one reads 2). Update the extension"],
    ["an empty one of format 1", '{"format":1}', "id"],
    ["an empty one", '{"format":2}', "id"],
  ])("%s", (_, text, says) => expect(refused(utf8(text))).toContain(says));

  it("other encodings", () => {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(fixture.toString("utf8"), "utf16le")]);
    expect(refused(utf16)).toContain("UTF-16");
    expect(refused(Buffer.from('{"format":1,"id":"é"}', "latin1"))).toContain("not UTF-8");
    expect(readRunFile(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), fixture]), "x").id).toBe("fixture-v1");
  });

  it("in words that steer nothing, whatever stands in the file", () => {
    for (const file of ["\u001b[31m\u202ehello", '{"format":2,"id":"a","\u009b":1,}'])
      expect(refused(utf8(file))).not.toMatch(/[\u001b\u009b\u202e]/);
  });

  it("200 MB, without reading them", () => expect(refused(new Uint8Array(200_000_000))).toContain("200 MB"));

  it("lists of millions, and a million brackets", () => {
    const huge = { ...good(), tokens: Array(2_000_000).fill(0) };
    expect(refusedJson(huge)).toContain("tokens.0");
    const wide = { ...good(), scores: [Array(8_000_000).fill(null)] };
    expect(refusedJson(wide)).toContain("scores");
    expect(refusedJson({ ...good(), model: { ...good().model, layers: 1e9 } })).toContain("model.layers");
    expect(refused(utf8(`{"format":1,"id":${"[".repeat(1_000_000)}`))).toContain("not JSON");
    const deep = 100_000;
    expect(refused(utf8(`{"format":1,"id":${"[".repeat(deep)}${"]".repeat(deep)}}`))).toContain("id");
    expect(maxRunFileBytes).toBeLessThan(200_000_000);
  });

  it.each([
    ["settings of the control: 5 instead of 6", (r: Run) => r.control.pop()],
    ["own settings of it: 7 instead of 6", (r: Run) => r.model.control.push(0.5)],
    ["2 is no setting of the control: they go from 0 to 1", (r: Run) => (r.control[1] = 2)],
    ["-1 is no setting of the control: they go from 0 to 1", (r: Run) => (r.model.control[1] = -1)],
    ["model.family", (r: Run) => Reflect.deleteProperty(r.model, "family")],
    ["model.policy", (r: Run) => Reflect.deleteProperty(r.model, "policy")],
    ["forced", (r: Run) => Reflect.deleteProperty(r, "forced")],
    ["depth", (r: Run) => r.depth.push(0)],
    ["depth.3 is more", (r: Run) => (r.depth[3] = 99)],
    ["scores", (r: Run) => r.scores.pop()],
    ["scores.1", (r: Run) => r.scores[1]?.pop()],
    ["scores.2", (r: Run) => (r.scores[2] = r.scores[2]?.map(() => 1.5) ?? [])],
    ["kept", (r: Run) => r.kept.pop()],
    ["kept", (r: Run) => (r.kept[0] = -1)],
    ["layerFlops", (r: Run) => (r.layerFlops = [])],
    ["done", (r: Run) => r.done.push(1)],
    ["done.0 is more", (r: Run) => (r.done = [99])],
    ["windows.0.first", (r: Run) => (r.windows = [{ first: 1, count: 45, start: 0, end: 1 }])],
    ["windows.0.count", (r: Run) => (r.windows = [{ first: 0, count: 0, start: 0, end: 1 }])],
    [
      "forced: 271 fates",
      (r: Run) => (r.forced = Array<Run["forced"][0]>(271).fill({ token: 1, from: 0, keep: true })),
    ],
    ["windows' tokens", (r: Run) => (r.windows = [{ first: 0, count: 44, start: 0, end: 1 }])],
    ["tokens.2 lies outside", (r: Run) => (r.tokens[2] = { ...good().tokens[2], end: 1e9 } as Run["tokens"][0])],
    ["result.label", (r: Run) => r.result && (r.result.label = 7)],
    ["result.logits", (r: Run) => r.result?.logits.push(1)],
    ["no result", (r: Run) => (r.result = null)],
    ["state", (r: Run) => (r.state = "running")],
    ["depth.0 is more than the 1 layers", (r: Run) => Object.assign(r, { state: "cancelled", done: [1] })],
    ["done.0: 5 of 6 layers", (r: Run) => (r.done = [5])],
    ["depth.0: what is always kept", (r: Run) => (r.depth[0] = 2)],
    ["where one was asked", (r: Run) => delete r.tokens[0]?.always],
    ["tokens.1.always", (r: Run) => Object.assign(r.tokens[1] ?? {}, { always: false })],
    ["forced.0 skims what is always kept", (r: Run) => (r.forced = [{ token: 0, from: 0, keep: false }])],
    ["joined.0 names", (r: Run) => (r.joined = [{ token: 45, layer: 0, into: 1 }])],
    ["joined.0: 0 does not end", (r: Run) => (r.joined = [{ token: 0, layer: 5, into: 1 }])],
    ["joined: 46 of 45", (r: Run) => (r.joined = Array<Run["joined"][0]>(46).fill({ token: 1, layer: 0, into: 0 }))],
    ["kept.2: 1000000000", (r: Run) => (r.kept[2] = 1_000_000_000)],
    ["kept.", (r: Run) => (r.depth[5] = r.depth[5] === 0 ? 1 : 0)],
    ["layerFlops.0: 1e-320", (r: Run) => (r.layerFlops = r.layerFlops.map(() => 1e-320))],
    ["layerFlops", (r: Run) => (r.layerFlops[3] = -5)],
    ["layerMs", (r: Run) => (r.layerMs[3] = -5)],
    ["result.ms", (r: Run) => r.result && (r.result.ms = -1)],
    ["result.label: 0 is not the likeliest", (r: Run) => r.result && (r.result.label = 0)],
    ["result.probabilities.0: 0.9", (r: Run) => r.result && (r.result.probabilities = [0.9, 0.9])],
    ["result.probabilities.1: 0.5", (r: Run) => r.result && (r.result.probabilities[1] = 0.5)],
    ["result.probabilities", (r: Run) => r.result && (r.result.logits = [0, 1e300])],
    ["started", (r: Run) => (r.started = "yesterday")],
    ["model.hidden", (r: Run) => (r.model.hidden = 0)],
    ["model.intermediate", (r: Run) => (r.model.intermediate = 0)],
    ["“failed”, but there is a result", (r: Run) => (r.state = "failed")],
    ["scores.1.", (r: Run) => change(r, 1, (depth) => depth === 1, 0.999)],
    ["scores.0.", (r: Run) => change(r, 0, (depth) => depth > 0, 0.001)],
    ["where one was asked", (r: Run) => change(r, 0, (depth) => depth > 0, null)],
    ["where one was not asked", (r: Run) => change(r, 5, (depth) => depth === 1, 0.3)],
    ["before: nothing is decided by hand", (r: Run) => (r.before = beforeFrom(r))],
    ["before.depth: 44 instead of 45", (r: Run) => before(r).depth.pop()],
    ["before.depth.3 is more", (r: Run) => (before(r).depth[3] = 99)],
    ["before.scores.1", (r: Run) => before(r).scores[1]?.pop()],
    ["before.settings of the control", (r: Run) => before(r).control.push(0.5)],
    ["before.result", (r: Run) => (before(r).result = null)],
    ["before.result.label", (r: Run) => Object.assign(before(r).result ?? {}, { label: 7 })],
    ["before.started", (r: Run) => (before(r).started = "yesterday")],
  ])("parts that do not fit: %s", (says, change) => {
    const run = good();
    change(run);
    expect(refusedJson(run)).toContain(says);
  });

  it("a number that JSON makes infinite", () =>
    expect(refused(utf8(fixture.toString("utf8").replace(/"layerMs":\[[^,]+/, '"layerMs":[1e999')))).toContain(
      "layerMs",
    ));

  it.each([
    ["1", () => JSON.parse(fixture.toString("utf8")) as unknown],
    ["2", good],
  ])(
    "any change of one value of format %s either reads as a whole run or is refused, never anything else",
    (_, file) => {
      const paths: (string | number)[][] = [];
      const walk = (value: unknown, path: (string | number)[]): void => {
        if (path.length > 0) paths.push(path);
        if (typeof value === "object" && value !== null)
          for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key]);
      };
      walk(file(), []);
      fc.assert(
        fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) => {
          const run = file() as Record<string | number, unknown>;
          const last = path.at(-1) ?? "";
          const parent = path.slice(0, -1).reduce((at, key) => at[key] as typeof run, run);
          parent[last] = value;
          try {
            const read = readRun(run, "x");
            expect(read.scores.every((row) => row.length === read.tokens.length)).toBe(true);
          } catch (error) {
            if (!SkimError.is(error, "run-file")) throw error;
          }
        }),
        { numRuns: 200 },
      );
    },
  );
});
