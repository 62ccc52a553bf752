/** The search of one share a layer: what it breeds and keeps, which rows choose, and the terminal's `search`. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { JournalStore } from "../../src/dataset/run/journal.js";
import type { Row } from "../../src/dataset/read/rows.js";
import { drawRows } from "../../src/dataset/search/drawRows.js";
import { SearchJournal } from "../../src/dataset/search/journal.js";
import { crossed, Draws, mutated, startLists } from "../../src/dataset/search/lists.js";
import { bestFor, frontOf, search, type Found } from "../../src/dataset/search/search.js";
import type { SharesTable } from "../../src/dataset/search/table.js";
import { runSkim } from "./skimCommand.js";

const folder = mkdtempSync(join(tmpdir(), "search-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Units pay by layer, and the later ones are worth less: the best lists keep the first layers whole. */
function worth(shares: readonly number[]): Found {
  let [left, cost, quality] = [1, 0, 0];
  shares.forEach((share, l) => {
    left *= share;
    cost += left;
    quality += left / (l + 1) ** 2;
  });
  return { shares: [...shares], flopsGain: shares.length / cost, quality };
}

describe("lists of shares", () => {
  it("begin with one share for all layers, and stay shares that can be run", () => {
    const start = startLists(20, 3);
    expect([start[0], start.at(-1)]).toEqual([
      [1, 1, 1],
      [0.1, 0.1, 0.1],
    ]);
    const draws = new Draws(3);
    for (let i = 0; i < 200; i++) {
      const list =
        i % 2 === 0
          ? mutated(start[i % 20] ?? [], draws)
          : crossed(start[i % 20] ?? [], mutated([0.5, 0.5, 0.5], draws));
      for (const share of list)
        expect(share > 0 && share <= 1 && Number(share.toFixed(3)) === share, list.join()).toBe(true);
    }
    expect(crossed([1, 0.5], [0.5, 0.5])).toEqual([0.75, 0.5]);
  });

  it("keep what no other beats in gain and quality", () => {
    const found = (flopsGain: number, quality: number): Found => ({ shares: [flopsGain, quality], flopsGain, quality });
    const front = frontOf([found(1, 0.9), found(2, 0.8), found(1.5, 0.7), found(2, 0.7), found(3, 0.8)]);
    expect(front).toEqual([found(1, 0.9), found(3, 0.8)]);
    expect(bestFor(front, 1.5)).toEqual(found(3, 0.8));
    expect(bestFor(front, 4)).toBeNull();
  });
});

describe("the search", () => {
  const found = async (seed: number, lists: number) => {
    const run: string[] = [];
    const front = await search({
      ...{ layers: 4, seed, lists, onRound: () => undefined },
      measure: (asked) => {
        run.push(...asked.map((list) => list.join()));
        return Promise.resolve(asked.map(worth));
      },
    });
    return { run, front: front ?? [] };
  };

  it("runs as many lists as asked, none twice, always the same by one seed, and finds better ones than one share for all layers", async () => {
    const { run, front } = await found(1, 200);
    expect(run).toHaveLength(200);
    expect(new Set(run).size).toBe(200);
    expect((await found(1, 200)).run).toEqual(run);
    expect((await found(2, 200)).run).not.toEqual(run);
    const uniform = bestFor(frontOf(startLists(20, 4).map(worth)), 1.5)?.quality ?? NaN;
    expect(bestFor(front, 1.5)?.quality).toBeGreaterThan(1.05 * uniform);
  });

  it("goes on where it was stopped, measures nothing twice, and finds the same", async () => {
    const kept: string[] = [];
    const store: JournalStore = {
      name: "the journal",
      lines: async function* () {
        for (const line of kept.flatMap((lines) => lines.split("\n"))) yield await Promise.resolve(line);
      },
      create: async (heading) => void kept.push(await Promise.resolve(heading)),
      append: async (lines) => void kept.push(await Promise.resolve(lines)),
    };
    const run: string[] = [];
    const begun = async (rounds: number) => {
      const journal = await SearchJournal.open(store, "key");
      const measure = (fresh: readonly number[][]) => {
        if (rounds-- === 0) return Promise.resolve(null);
        run.push(...fresh.map((list) => list.join()));
        return Promise.resolve(fresh.map(worth));
      };
      const asked = { layers: 4, seed: 1, lists: 200, onRound: () => undefined };
      return search({ ...asked, measure: (lists) => journal.measured(lists, measure) });
    };
    expect(await begun(3)).toBeNull();
    expect(await begun(Infinity)).toEqual((await found(1, 200)).front);
    expect(run).toEqual((await found(1, 200)).run);
    await expect(SearchJournal.open(store, "another")).rejects.toThrow("the journal is of another search");
  });

  it("reports on no row that chose, of a file of any length", async () => {
    const rows = async function* (count: number) {
      for (let row = 1; row <= count; row++)
        yield await Promise.resolve<Row>({ row, line: row, text: "a", label: null, unknownLabel: null });
    };
    for (const [count, choose, report] of [
      [3, 1, 2],
      [25, 10, 15],
      [100, 10, 20],
    ] as const) {
      const drawn = await drawRows(rows(count), { choose: 10, report: 20, seed: 1 });
      expect([drawn.choose.length, drawn.report.length]).toEqual([choose, report]);
      expect(new Set([...drawn.choose, ...drawn.report].map(({ row }) => row)).size).toBe(choose + report);
    }
  });
});

describe("npm run skim search", () => {
  const file = join(folder, "texts.jsonl");
  const words = ["good", "bad", "odd", "quiet", "loud", "grand"];
  writeFileSync(file, words.map((word) => `${JSON.stringify({ text: `a ${word} film of its kind` })}\n`).join(""));
  const asked = [
    "search",
    file,
    "--model",
    "test/fixtures/tiny",
    "--workers",
    "1",
    "--precision",
    "fp32",
    "--lists",
    "25",
  ];
  const search = (...args: string[]) => runSkim([...asked, ...args]);

  it("gives lists, and a copy of the model that is skimmed by the best of them", async () => {
    const [whole, copy] = ["whole.json", "copy"].map((name) => join(folder, name));
    const { status, stderr } = await search("--out", whole ?? "", "--save", copy ?? "");
    expect(status, stderr).toBe(0);
    const table = JSON.parse(readFileSync(whole ?? "", "utf8")) as SharesTable;
    expect(table.rows).toEqual({ chose: 3, reported: 3 });
    const best = table.found[table.best ?? -1]?.shares;
    const run = await runSkim(["--model", copy ?? "", "--json", "a good film of its kind"]);
    expect(JSON.parse(run.stdout), run.stderr).toMatchObject({ policy: "attention-share", control: best });
  });

  it("refuses a policy without shares, and a copy that would lie on a folder", async () => {
    expect((await search("--policy", "transkimmer")).stderr).toContain("transkimmer has no shares");
    expect((await search("--save", folder)).stderr).toContain("is there already");
  });
});
