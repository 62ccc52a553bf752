/** `npm run -s skim -- search FILE`: one share a layer for a FLOPs gain. Options in searchOptions.ts, output in printShares.ts. */
import { rm } from "node:fs/promises";
import { basename } from "node:path";
import { counted } from "../words/counted.js";
import { Control } from "../dataset/run/control.js";
import { readingKey } from "../dataset/read/reading.js";
import { readRows, type Source } from "../dataset/read/rows.js";
import { kindOf, refuseTask } from "../dataset/measure/index.js";
import type { EngineRunner } from "../dataset/run/runner.js";
import { drawRows } from "../dataset/search/drawRows.js";
import { SearchJournal } from "../dataset/search/journal.js";
import { startLists } from "../dataset/search/lists.js";
import { measureLists, reportLists, searchedQuality } from "../dataset/search/measureLists.js";
import { bestFor, frontOf, search, type Found } from "../dataset/search/search.js";
import { sharesToCsv, sharesToJson, type SharesFound, type SharesTable } from "../dataset/search/table.js";
import { SkimError } from "../protocol/errors.js";
import { readPieces } from "../worker/pieces.js";
import { refuseModel } from "./cannotRead.js";
import { reading, runnersOf } from "./evaluatePolicy.js";
import { fileStore, isTaken, journalIsThere } from "./fileStore.js";
import { refuseOut, writeWhole } from "./outFile.js";
import { sharesToTable } from "./printShares.js";
import { refuseCopy, saveCopy } from "./saveCopy.js";
import { parseSearch, searchUsage, type SearchCommand } from "./searchOptions.js";
import { stampOf } from "./stamp.js";
import type { Terminal } from "./terminal.js";
import { visibleJson } from "./visible.js";
import { counting } from "./policyOptions.js";

const interrupted = 130;

/** Gives the exit status. Throws SkimError with one line that says what to do. */
export async function searchFile(args: string[], terminal: Terminal): Promise<number> {
  const command = parseSearch(args);
  if (!command) {
    terminal.stdout.write(`${searchUsage}\n`);
    return 0;
  }
  const { model, policy, out, save } = command;
  await refuseModel(model);
  if (out !== null) await refuseOut(out, command.file);
  if (save !== null) await refuseCopy(save);
  const stamp = await stampOf(model);
  const runners = runnersOf({ policy }, { command, terminal, stamp });
  try {
    return await run(command, runners, stamp, terminal);
  } finally {
    for (const runner of runners) runner.dispose();
  }
}

async function run(
  command: SearchCommand,
  runners: readonly EngineRunner[],
  stamp: string,
  terminal: Terminal,
): Promise<number> {
  const { stdout, stderr } = terminal;
  const { file, seed, gain, out } = command;
  const [first] = runners;
  if (!first) throw new RangeError("at least one worker");
  const loaded = await first.load();
  const { model: info, precision } = loaded;
  if (!info.policy.control?.counts)
    throw new SkimError("policy", `${info.policy.name} has no shares: search one of ${counting.join(", ")}.`);
  refuseTask(info);
  await Promise.all(runners.map((runner) => runner.load()));
  const name = basename(file);
  const source: Source = { name, format: command.format, open: readPieces(file, name) };
  const { reading: readAs, said } = await reading({ command, source }, loaded, stderr);
  const drawn = await drawRows(readRows(source, readAs), { choose: command.texts, report: command.report, seed });
  if (drawn.choose.length === 0)
    throw new SkimError("data-set", `${file} has too few rows: one chooses, and another reports.`, { file });

  const { layers, labels, semantics, policy } = info;
  const model = { name: info.name, layers, labels, semantics, policy };
  const kind = kindOf(info.task);
  const control = new Control();
  const letGo = terminal.onInterrupt(() => control.cancel());
  const parts = { runners, kind, model, control };
  const quality = searchedQuality(kind, drawn.choose);
  const journalFile = out === null ? null : `${out}.journal`;
  const journal = await journalOf(journalFile, command, [
    ...[info.name, stamp, info.semantics, policy.name, policy.seed ?? "", precision],
    ...[readingKey(readAs), seed, command.texts, command.report],
  ]);
  let done = 0;
  const measure = (lists: readonly number[][]) =>
    journal.measured(lists, (fresh) => measureLists(fresh, drawn.choose, quality, parts));
  const show = (front: readonly Found[], run: number) => {
    done = run;
    const best = bestFor(front, gain);
    const said = best ? `, best at ${gain} or more: ${quality.said} ${best.quality.toFixed(4)}` : "";
    if (stderr.isTTY === true)
      stderr.write(`\r${counted(run, "list")} of ${command.lists}, ${front.length} unbeaten${said}\u001b[K`);
  };
  try {
    const front = await search({ layers, seed, lists: command.lists, measure, onRound: show });
    if (stderr.isTTY === true) stderr.write("\r\u001b[K");
    const uniform = front && bestFor(frontOf((await measure(startLists(20, layers))) ?? []), gain);
    const shown = front && [...front, ...(uniform ? [uniform] : [])];
    const heading = { file: name, columns: said, precision, seed };
    const report =
      shown &&
      (await reportLists(
        shown.map(({ shares }) => shares),
        drawn.report,
        heading,
        parts,
      ));
    if (!front || !report) {
      const how = journalFile === null || done === 0 ? "" : `; --resume goes on from ${journalFile}`;
      stderr.write(`stopped after ${counted(done, "list")}${how}\n`);
      return interrupted;
    }
    const told = ({ shares, flopsGain, quality: value }: Found, i: number): SharesFound => {
      const at = report.at[i + 1];
      const none = { value: null, interval: null };
      const figures = { flopsGain: at?.flopsGain ?? none, quality: at?.[quality.name] ?? none, loss: at?.loss ?? none };
      return { shares, chose: { flopsGain, quality: Math.abs(value) }, ...figures };
    };
    const best = bestFor(front, gain);
    const table: SharesTable = {
      format: 1,
      kind: "shares",
      file: name,
      columns: said,
      model,
      precision,
      quality,
      seed,
      rows: { chose: drawn.choose.length, reported: drawn.report.length },
      lists: command.lists,
      gain,
      found: front.map(told),
      best: best ? front.indexOf(best) : null,
      uniform: uniform ? told(uniform, front.length) : null,
    };
    const written = {
      json: () => visibleJson(sharesToJson(table)),
      csv: () => sharesToCsv(table),
      people: () => sharesToTable(table),
    };
    if (out !== null) await writeWhole(out, written[out.endsWith(".csv") ? "csv" : "json"]());
    if (journalFile !== null) await rm(journalFile, { force: true });
    if (command.save !== null && best) {
      await saveCopy(command.model, command.save, { policy: policy.name, share: best.shares });
      stderr.write(`${command.save} is skimmed by ${policy.name} at ${best.shares.join(", ")}.\n`);
    } else if (command.save !== null) stderr.write(`Nothing is saved: no list has a FLOPs gain of ${gain}.\n`);
    stdout.write(written[command.output]());
    return 0;
  } finally {
    letGo();
  }
}

async function journalOf(
  file: string | null,
  { resume }: SearchCommand,
  key: readonly (string | number)[],
): Promise<SearchJournal> {
  if (file === null) return new SearchJournal();
  if ((await journalIsThere(file)) && !resume) throw isTaken(file);
  return SearchJournal.open(fileStore(file), key.join(" "));
}
