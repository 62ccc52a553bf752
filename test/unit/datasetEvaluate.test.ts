import { beforeAll, describe, expect, it } from "vitest";
import { Control } from "../../src/dataset/run/control.js";
import { evaluate } from "../../src/dataset/run/evaluate.js";
import { Journal, type JournalKey, type JournalStore } from "../../src/dataset/run/journal.js";
import { detect } from "../../src/dataset/read/detect.js";
import { isQuestion, readingKey } from "../../src/dataset/read/reading.js";
import type { Source } from "../../src/dataset/read/rows.js";
import type { Runner } from "../../src/dataset/run/runner.js";
import { one } from "../../src/dataset/measure/one.js";
import { Tally } from "../../src/dataset/measure/tally.js";
import { Model } from "../../src/engine/model.js";
import { denseFlops } from "../../src/run/cost.js";
import { SkimError } from "../../src/protocol/errors.js";
import type { Outcome, OutcomeAt } from "../../src/run/evaluation.js";
import type { Texts } from "../../src/run/passage.js";
import { smallBundle } from "./smallBundle.js";

const thresholds = [0, 0.3, 0.5, 0.7];
let model: Model;
beforeAll(async () => {
  model = await Model.load(await smallBundle({ seed: 3 }), { precision: "fp32", threads: 1 });
});

/** A small random model in this very process, which takes its time with every third text: rows finish out of order. */
class SmallRunner implements Runner {
  ran = 0;
  fail: ((text: string) => Error | null) | null = null;

  async run({ text }: Texts): Promise<Outcome> {
    const failure = this.fail?.(text);
    if (failure) throw failure;
    if (text.length % 3 === 0) await new Promise((resolve) => setTimeout(resolve, 3));
    this.ran++;
    let tokens = 0;
    let flopsDense = 0;
    const at: OutcomeAt[] = [];
    for (const threshold of thresholds) {
      const outcome: OutcomeAt = { label: -1, flops: 0, kept: Array<number>(model.info.layers).fill(0) };
      for await (const event of model.skim(text, { control: [threshold] })) {
        if (event.kind === "tokens") {
          tokens = event.tokens.length;
          flopsDense = event.windows.reduce((s, w) => s + denseFlops(w.count, model.info.cost), 0);
        } else if (event.kind === "layer") {
          outcome.flops += event.flops;
          outcome.kept[event.layer] = (outcome.kept[event.layer] ?? 0) + event.rows;
        } else if (event.kind === "result") outcome.label = event.label ?? -1;
      }
      at.push(outcome);
    }
    return { tokens, flopsDense, backend: model.backend, at };
  }
}

const words = ["the", "movie", "was", "a", "good", "bad", "long", "time"];
const lines = Array.from({ length: 40 }, (_, i) => {
  const text = Array.from({ length: 2 + ((i * 7) % 9) }, (_, j) => words[(i * i + 3 * j) % words.length]).join(" ");
  return i % 11 === 5 ? "no json" : JSON.stringify({ text, label: ["no", "yes", "perhaps", "never"][i % 4] });
});

function source(content = lines): Source {
  return {
    name: "small.jsonl",
    format: "jsonl",
    async *open() {
      for (const line of content) yield await Promise.resolve(new TextEncoder().encode(`${line}\n`));
    },
  };
}

class MemoryStore implements JournalStore {
  readonly name = "journal";
  text = "";
  async *lines() {
    for (const line of this.text.split(/(?<=\n)/)) yield await Promise.resolve(line.trimEnd());
  }
  create(heading: string) {
    return this.append(heading);
  }
  append(lines: string) {
    this.text += lines;
    return Promise.resolve();
  }
}

/** Numbers of the rows, as they were written. */
const rowsOf = ({ text }: MemoryStore) => [...text.matchAll(/^\{"row":(\d+)/gm)].map(([, row]) => Number(row));

interface Setting {
  runners?: SmallRunner[];
  journal?: (key: JournalKey) => Journal | Promise<Journal>;
  control?: Control;
  content?: string[];
  onRow?: (rows: number) => void;
}

async function evaluated({ runners = [new SmallRunner()], journal, control = new Control(), content, onRow }: Setting) {
  const { labels, layers, name } = model.info;
  const from = source(content);
  const detected = await detect(from, labels, one.gold);
  if (isQuestion(detected)) throw new Error(detected.said);
  const { reading, said } = detected;
  const info = { name, layers, labels };
  const tally = new Tally({
    file: from.name,
    columns: said,
    model: info,
    kind: one,
    precision: "fp32",
    thresholds,
    exact: null,
    seed: 5,
  });
  const classes = labels.length;
  const key = { model: "small", precision: "fp32", thresholds, layers, classes, reading: readingKey(reading) };
  const done = await evaluate({
    source: from,
    reading,
    ask: { thresholds, exact: null },
    runners,
    tally,
    journal: (await journal?.(key)) ?? null,
    control,
    onProgress: () => onRow?.(tally.rows),
  });
  return { done, json: JSON.stringify(tally.table()), table: tally.table() };
}

describe("evaluate", () => {
  it("gives the same table whatever the number of runners and the order in which rows finish", async () => {
    const one = await evaluated({});
    const three = await evaluated({ runners: [new SmallRunner(), new SmallRunner(), new SmallRunner()] });
    expect(one.done).toBe(true);
    expect(three.json).toBe(one.json);
    expect(one.table.rows).toBe(36);
    expect(one.table.malformed.items.map(({ line }) => line)).toEqual([6, 17, 28, 39]);
    expect(one.table.unknownLabels.items).toEqual([{ label: "never", rows: 9 }]);
    expect(new Set(one.table.at.map((a) => a.flopsGain?.value)).size).toBe(thresholds.length);
  });

  it.each([0, 1, 7, 20, 35])("gives the unbroken table after a stop at row %i and a torn last line", async (stop) => {
    const whole = await evaluated({});
    const store = new MemoryStore();
    const control = new Control();
    if (stop === 0) control.cancel();
    const onRow = (rows: number) => rows === stop && control.cancel();
    const runners = [new SmallRunner(), new SmallRunner()];
    const broken = await evaluated({ runners, journal: (key) => Journal.begin(store, key, one), control, onRow });
    expect(broken.done).toBe(false);
    if (stop > 0) store.text = store.text.slice(0, -10); // before the first row there is no line but the header
    const kept = store.text.split("\n").filter((line) => line.endsWith("}}")).length;
    expect(kept).toBeGreaterThanOrEqual(stop - 1);

    const second = new SmallRunner();
    const resumed = await evaluated({ runners: [second], journal: (key) => Journal.resume(store, key, one) });
    expect(resumed.json).toBe(whole.json);
    expect(second.ran).toBe(36 - kept);

    const third = new SmallRunner();
    const again = await evaluated({ runners: [third], journal: (key) => Journal.resume(store, key, one) });
    expect(again.json).toBe(whole.json);
    expect(third.ran).toBe(0);
  });

  it("goes on where a crash has torn the journal's heading, and where it was flushed before anything new", async () => {
    const whole = await evaluated({});
    const store = new MemoryStore();
    store.text = '{"format":1,"kin';
    const control = new Control();
    const onRow = (rows: number) => rows === 9 && control.cancel();
    await evaluated({ journal: (key) => Journal.resume(store, key, one), control, onRow });
    store.text = store.text.slice(0, -10);
    const flushed = async (key: JournalKey) => {
      const journal = await Journal.resume(store, key, one);
      await journal.flush();
      return journal;
    };
    await evaluated({ journal: flushed });
    const again = new SmallRunner();
    expect((await evaluated({ runners: [again], journal: (key) => Journal.resume(store, key, one) })).json).toBe(
      whole.json,
    );
    expect(again.ran).toBe(0);
  });

  it("refuses a journal of another evaluation, and of another file", async () => {
    const store = new MemoryStore();
    await evaluated({ journal: (key) => Journal.begin(store, key, one) });
    const other = evaluated({ journal: (key) => Journal.resume(store, { ...key, precision: "int8" }, one) });
    await expect(other).rejects.toThrow(/another evaluation/);
    const content = lines.with(9, JSON.stringify({ text: "a bad movie", label: "no" }));
    const edited = evaluated({ content, journal: (key) => Journal.resume(store, key, one) });
    await expect(edited).rejects.toThrow(/was edited since the evaluation began \(line 10 is another\)/);
    const pairs = lines.map((line) => line.replace("}", ',"pair":"a good time"}'));
    const kept = new MemoryStore();
    await evaluated({ content: pairs, journal: (key) => Journal.begin(kept, key, one) });
    const second = pairs.with(9, pairs[9]?.replace("a good time", "a bad time") ?? "");
    await expect(evaluated({ content: second, journal: (key) => Journal.resume(kept, key, one) })).rejects.toThrow(
      /line 10 is another/,
    );
  });

  it("refuses a journal that two evaluations wrote at once", async () => {
    const [store, other] = [new MemoryStore(), new MemoryStore()];
    await evaluated({ journal: (key) => Journal.begin(store, key, one) });
    await evaluated({ journal: (key) => Journal.begin(other, { ...key, precision: "int8" }, one) });
    const [heading = "", ...rows] = other.text.split(/(?<=\n)/);
    store.text = store.text.replace(/(?=\{"row":7,)/, heading + rows.slice(0, 9).join(""));
    const resumed = evaluated({ journal: (key) => Journal.resume(store, key, one) });
    await expect(resumed).rejects.toThrow("journal holds two evaluations that were written at once");
  });

  it.each([
    ["no outcome", (line: string) => line.replace(/,"outcome".*/, "}")],
    ["a label that there is none of", (line: string) => line.replace(/"label":\d/, '"label":9')],
    ["too few layers", (line: string) => line.replace(/"kept":\[\d+,?/, '"kept":[')],
  ])("takes nothing over from a journal's line with %s on, and keeps the rows' order", async (_, forged) => {
    const whole = await evaluated({});
    const store = new MemoryStore();
    await evaluated({ journal: (key) => Journal.begin(store, key, one) });
    store.text = store.text.replace(/^\{"row":12,.*$/m, forged);
    const runner = new SmallRunner();
    const resumed = await evaluated({ runners: [runner], journal: (key) => Journal.resume(store, key, one) });
    expect(resumed.json).toBe(whole.json);
    expect(runner.ran).toBe(25);
    expect(rowsOf(store).slice(36)).toEqual(Array.from({ length: 25 }, (_, i) => i + 12));
  });

  it("lists a text that the engine cannot run, remembers it, and ends when an engine or its model is gone", async () => {
    const fail = (text: string) =>
      text.includes("time") ? new SkimError("engine", "There is too little memory.") : null;
    const store = new MemoryStore();
    const runner = Object.assign(new SmallRunner(), { fail });
    const failed = await evaluated({ runners: [runner], journal: (key) => Journal.begin(store, key, one) });
    expect(failed.table.malformed.items.some(({ reason }) => reason === "There is too little memory.")).toBe(true);
    expect(failed.table.rows + failed.table.malformed.items.length).toBe(40);
    const resumed = await evaluated({ journal: (key) => Journal.resume(store, key, one) });
    expect(resumed.json).toBe(failed.json);

    for (const code of ["engine-lost", "view-gone", "webgpu", "bundle-missing", "bundle-weights"] as const) {
      const gone = Object.assign(new SmallRunner(), { fail: () => new SkimError(code, "gone") });
      await expect(evaluated({ runners: [gone, new SmallRunner()] }), code).rejects.toThrow("gone");
    }
  });

  it("never runs far ahead of its slowest row, whose turn comes first all the same", async () => {
    const whole = await evaluated({});
    let go: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (go = resolve));
    const [slow, fast] = [new SmallRunner(), new SmallRunner()];
    const first = slow.run.bind(slow);
    slow.run = (texts) => gate.then(() => first(texts));
    const running = evaluated({ runners: [fast, slow] }); // the last one is taken first
    let before = -1;
    while (before !== fast.ran || fast.ran === 0) {
      before = fast.ran;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    expect(fast.ran).toBeLessThanOrEqual(16);
    go();
    expect((await running).json).toBe(whole.json);
  });

  it("stands still while it is paused, and what is done is in the journal", async () => {
    const control = new Control();
    const runner = new SmallRunner();
    const store = new MemoryStore();
    let rows = 0;
    const onRow = (done: number) => {
      rows = done;
      if (done === 4) control.pause();
    };
    const running = evaluated({ runners: [runner], control, onRow, journal: (key) => Journal.begin(store, key, one) });
    await expect.poll(() => control.state).toBe("paused");
    await expect.poll(() => rows === runner.ran).toBe(true);
    const still = runner.ran;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(runner.ran).toBe(still);
    expect(still).toBeLessThan(36);
    const kept = new SmallRunner(); // as after a window that went while it was paused
    const copy = Object.assign(new MemoryStore(), { text: store.text });
    await evaluated({ runners: [kept], journal: (key) => Journal.resume(copy, key, one) });
    expect(kept.ran).toBe(36 - still);
    control.resume();
    expect((await running).table.rows).toBe(36);
  });
});
