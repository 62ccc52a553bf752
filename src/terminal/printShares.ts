import { computedOn } from "../run/evaluation.js";
import type { SharesFound, SharesTable } from "../dataset/search/table.js";
import { countedHow } from "../words/policy.js";
import { lossNumber } from "../words/decision.js";
import { transkimmer } from "../run/policy.js";
import { counted } from "../words/counted.js";
import { columns } from "./columns.js";
import { inTable, write } from "./figureCells.js";
import { visible } from "./visible.js";

/** What a search came to, for people. */
export function sharesToTable(table: SharesTable): string {
  const { file, model, precision, quality, rows, lists, gain, found, best, uniform, seed } = table;
  const { policy = transkimmer } = model;
  const line = (mark: string, { shares, chose, ...reported }: SharesFound) => [
    mark,
    write("times", chose.flopsGain),
    write(quality.unit, chose.quality),
    inTable(reported.flopsGain, (value) => write("times", value)),
    inTable(reported.quality, (value) => write(quality.unit, value)),
    inTable(reported.loss, (value) => lossNumber(value, quality.unit)),
    shares.join(" "),
  ];
  const unit = quality.unit === "share" ? " %" : "";
  const header = ["", "gain", `${quality.title}${unit}`, "gain, other rows", `${quality.title}${unit}, other rows`];
  return `${[
    `${visible(file)}: ${counted(lists, "list")} of shares, seed ${seed}; ${counted(rows.chose, "row")} chose, ${rows.reported} others report; ${visible(model.name)}, ${computedOn({ model, precision, backends: [] })}`,
    columns([
      [...header, quality.unit === "share" ? "loss, points" : "loss", "share a layer"],
      ...found.map((one, i) => line(i === best ? "*" : "", one)),
      ...(uniform ? [line("=", uniform)] : []),
    ]),
    `FLOPs ${countedHow({ policy })}; * the best with a gain of ${gain} on the rows that chose; = the best single share for all layers with that gain; ${
      best === null ? "no list has that gain" : "no row that reports has chosen"
    }`,
  ].join("\n")}\n`;
}
