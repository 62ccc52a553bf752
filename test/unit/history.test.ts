import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bounded, entryOf, mostKept, replaces, withEntry, withOthers, type Entry } from "../../src/saved/history.js";
import { readIndex } from "../../src/saved/historyIndex.js";
import { byText, matches, rowText } from "../../src/saved/runRows.js";
import { controlText } from "../../src/words/policy.js";
import { emptyRun, sentence, wholeRun } from "../view/synthetic.js";

const whole = wholeRun("r-1", sentence, 6);
const entry = (id: string, patch: Partial<Entry> = {}): Entry => ({ ...entryOf(whole), id, ...patch });

describe("an entry", () => {
  it("says what the run came to", () => {
    expect(entryOf(whole)).toMatchObject({
      id: "r-1",
      label: "positive",
      probability: 0.8807970779778824,
      model: "synthetic",
      tokens: whole.tokens.length,
      title: null,
      pinned: false,
      forced: "",
    });
    expect(entryOf(whole).gain).toBeGreaterThan(0);
  });

  it("is of finished runs only", () => expect(() => entryOf(emptyRun("x", "a", 2))).toThrow("not done"));

  it("has a short excerpt on one line, whole characters, none that steers the list", () => {
    const run = { ...whole, passage: { text: `  a\r\n\u202eb\u0000 ${"🎬".repeat(500)}`, name: "n" } };
    const { excerpt } = entryOf(run);
    expect(excerpt).toMatch(/^a b 🎬+…$/u);
    expect(Array.from(excerpt)).toHaveLength(80);
    expect(excerpt).not.toMatch(/\p{Cs}/u);
  });
});

describe("the list", () => {
  const op = fc.record({
    pinned: fc.boolean(),
    title: fc.constantFrom(null, "named"),
    instead: fc.boolean(),
  });

  it("keeps the newest and every pinned one, newest first, each once, whatever comes in", () => {
    fc.assert(
      fc.property(fc.array(op, { maxLength: 3 * mostKept }), (ops) => {
        let entries: Entry[] = [];
        const pinned: string[] = [];
        ops.forEach(({ pinned: pin, title, instead }, i) => {
          const last = entries[0];
          entries = withEntry(entries, entry(`${i}`), instead ? (last?.id ?? null) : null, []);
          expect(entries[0]?.id).toBe(`${i}`);
          if (instead && last) expect(entries.includes(last)).toBe(last.pinned || last.title !== null);
          entries = entries.map((e) => (e.id === `${i}` ? { ...e, pinned: pin, title } : e));
          if (pin) pinned.push(`${i}`);
          const ids = entries.map((e) => Number(e.id));
          expect(ids).toEqual([...ids].sort((a, b) => b - a));
          expect(new Set(ids).size).toBe(ids.length);
        });
        entries = bounded(entries);
        expect(pinned.every((id) => entries.some((e) => e.id === id))).toBe(true);
        expect(entries.filter((e) => !e.pinned).length).toBeLessThanOrEqual(mostKept);
        expect(readIndex(JSON.parse(JSON.stringify({ format: 2, shown: null, entries })))?.entries).toEqual(entries);
      }),
    );
  });

  it("gives what a moving control passes one entry, and the same question one", () => {
    const at = (setting: number) => ({ ...whole, control: whole.control.map(() => setting) });
    const last = at(0.5);
    expect(replaces(last, at(0.6), true)).toBe(true);
    expect(replaces(last, at(0.6), false)).toBe(false);
    expect(replaces(last, at(0.5), false)).toBe(true);
    expect(replaces(last, { ...at(0.6), precision: "int8" }, true)).toBe(false);
    expect(replaces(last, { ...at(0.6), passage: { ...whole.passage, text: "other" } }, true)).toBe(false);
    expect(replaces(last, { ...at(0.6), model: { ...whole.model, name: "other" } }, true)).toBe(false);
    const forced = { ...at(0.6), forced: [{ token: 1, from: 0, keep: false }] };
    expect(replaces(last, forced, true)).toBe(false);
  });

  it("keeps a run that is A or B when a later one of the same question takes its place", () => {
    const entries = [entry("b"), entry("a")];
    const ids = (compared: readonly string[]) => withEntry(entries, entry("c"), "b", compared).map(({ id }) => id);
    expect(ids(["b"])).toEqual(["c", "b", "a"]);
    expect(ids(["a"])).toEqual(["c", "a"]);
  });

  it("is read with care: an id names a file", () => {
    const index = (id: string) => readIndex({ format: 2, shown: null, entries: [entry(id)] });
    expect(index("lq2-1")).not.toBeNull();
    for (const id of ["../x", "a/b", "", "a".repeat(65), "c:\\x"]) expect(index(id)).toBeNull();
    expect(readIndex(null)).toBeNull();
    expect(readIndex({ format: 3, shown: null, entries: [] })).toBeNull();
  });

  it("of format 1 is read: as 0.1.0 wrote it, and of the days after", () => {
    const { control, ...rest } = entry("a");
    const threshold = control?.at;
    const read = (forced: unknown, changed: object = {}) =>
      readIndex({ format: 1, shown: "a", entries: [{ ...rest, threshold, forced, ...changed }] });
    expect(read("3 words")).toEqual({ format: 2, shown: "a", entries: [{ ...entry("a"), forced: "3 words" }] });
    for (const [forced, said] of [
      [0, ""],
      [3, "3 words"],
      [undefined, ""],
    ])
      // prettier-ignore
      expect(read(forced)?.entries[0]?.forced).toBe(said);
    expect(read("", { threshold: [] })?.entries[0]?.control).toBeNull(); // nothing to turn
    for (const wrong of [undefined, 0.5, ["0.5"]]) expect(read("", { threshold: wrong })).toBeNull();
  });

  it("says where the control stands in a word", () => {
    expect(controlText([0.5, 0.5])).toBe("0.5");
    expect(controlText([0.25, 0.12345])).toBe("0.12345 … 0.25");
    expect(controlText([0.9999, 0.9999])).toBe("0.9999");
  });
});

describe("the rows", () => {
  const at = (second: number) => new Date(second * 1000).toISOString();
  const control = (setting: number) => ({ name: "threshold", at: [setting, setting] });

  it("stand together by text, those with a pinned run first, and the newest first", () => {
    const entries = [
      entry("d", { text: "two", started: at(4) }),
      entry("c", { text: "three", started: at(3) }),
      entry("b", { text: "one", started: at(2), pinned: true }),
      entry("a", { text: "two", started: at(1) }),
    ];
    const rows = (of: readonly Entry[]) =>
      byText(of).map(({ key, entries: runs }) => [key, ...runs.map(({ id }) => id)]);
    expect(rows(entries)).toEqual([
      ["one", "b"],
      ["two", "d", "a"],
      ["three", "c"],
    ]);
    const pinned = entries.map((e) => (e.id === "a" ? { ...e, pinned: true } : e));
    expect(rows(pinned)[0]).toEqual(["two", "a", "d"]);
  });

  it("are of one text where all that was read is the same, not its beginning alone", () => {
    const long = "a film ".repeat(20);
    const of = (text: string, pair?: string) =>
      entryOf({ ...whole, passage: { text, name: "n", ...(pair === undefined ? {} : { pair }) } });
    const runs = [of(`${long}one`), of(`${long}two`), of(`${long}one`), of(`${long}one`, "two")];
    expect(byText(runs).map(({ entries }) => entries.length)).toEqual([2, 1, 1]);
  });

  it("say first what tells runs of one text apart", () => {
    const row = (patch: Partial<Entry>) =>
      rowText(entry("a", { label: "positive", probability: 0.62, gain: 2.14, ...patch }));
    expect(row({ control: control(0.3) })).toBe("0.3 · positive 0.62 · 2.1×");
    expect(row({ control: control(0.8), policy: "random" })).toBe("0.8 random · positive 0.62 · 2.1×");
    expect(row({ control: null, forced: "2 words" })).toBe("unskimmed · 2 words by hand · positive 0.62 · 2.1×");
    expect(row({ control: control(1), probability: 0.9997 })).toBe("1 · positive >0.999 · 2.1×");
    expect(row({ control: control(1), label: "3.14", probability: null })).toBe("1 · 3.14 · 2.1×");
  });

  it("are found by words of what they say, in any order and case", () => {
    const one = entry("a", { excerpt: "Not one joke lands", model: "sst2", control: control(0.3) });
    for (const wanted of ["joke", "SST2 0.3", "lands not"]) expect(matches(one, wanted)).toBe(true);
    for (const wanted of ["jokes", "joke 0.4"]) expect(matches(one, wanted)).toBe(false);
  });
});

describe("two windows on one list", () => {
  const ids = (entries: readonly Entry[]) => entries.map((e) => e.id);
  const files = (...ids: string[]) => new Set(ids);
  const at = (second: number) => ({ started: new Date(second * 1000).toISOString() });

  it("keep what either made, newest first, and neither brings back what the other deleted", () => {
    const before = [entry("b", at(2)), entry("a", at(1))];
    const known = before;
    const ours = [entry("ours", at(4)), ...before.filter((e) => e.id !== "a")];
    const theirs = [entry("newest", at(5)), entry("theirs", at(3)), ...before.filter((e) => e.id !== "b")];
    const there = files("ours", "newest", "theirs");
    expect(ids(withOthers(ours, theirs, known, there))).toEqual(["newest", "ours", "theirs"]);
  });

  it("lose no run where both wrote theirs at the same moment, and one list is all that is left", () => {
    const [ours, theirs] = [[entry("ours", at(1))], [entry("theirs", at(2))]];
    expect(ids(withOthers(ours, theirs, ours, files("ours", "theirs")))).toEqual(["theirs", "ours"]);
  });

  it("come to the same list, whatever they did to it and whoever writes first", () => {
    const some = fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { maxLength: 12 });
    fc.assert(
      fc.property(some, some, some, some, (shared, gone, alsoGone, added) => {
        const list = (numbers: readonly number[]) => numbers.map((n) => entry(`${n}`, at(n)));
        const known = list(shared);
        const ours = list(shared.filter((n) => !gone.includes(n)));
        const theirs = list([...shared.filter((n) => !alsoGone.includes(n)), ...added.map((n) => n + 100)]);
        const left = shared.filter((n) => !gone.includes(n) && !alsoGone.includes(n)).map(String);
        const all = [...left, ...added.map((n) => String(n + 100))].sort();
        const there = files(...all);
        expect(ids(withOthers(ours, theirs, known, there)).sort()).toEqual(all);
        expect(ids(withOthers(theirs, ours, known, there)).sort()).toEqual(all);
      }),
    );
  });

  it("leaves the list as it was, names and order too, where nobody else did anything", () => {
    const ours = [entry("new"), entry("b", { title: "named" }), entry("a")];
    expect(withOthers(ours, [entry("b"), entry("a")], [entry("b"), entry("a")], files("new", "b", "a"))).toEqual(ours);
  });

  it("take over a name and a pin; where both windows gave one, each keeps its own", () => {
    const known = [entry("a"), entry("b")];
    const theirs = [entry("a", { pinned: true }), entry("b", { title: "theirs" })];
    const ours = [entry("a"), entry("b", { title: "ours" })];
    expect(withOthers(ours, theirs, known, files("a", "b"))).toEqual([theirs[0], ours[1]]);
  });
});
