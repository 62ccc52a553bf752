import { comparedFigures, curvesOver, type Comparison } from "../run/comparison.js";
import { computedOn, controlOf, figuresOf } from "../run/evaluation.js";
import { transkimmer } from "../run/policy.js";
import { comparisonText } from "../words/comparison.js";
import { counted } from "../words/counted.js";
import { headed, inTable, write } from "./figureCells.js";
import { columns } from "./columns.js";
import { leftOut } from "./printEvaluation.js";
import { visible } from "./visible.js";

/** Several policies for people: a line a policy and setting; a star where no other line is as good in both. `isSaid`: as in an evaluation. */
export function comparisonToTable({ tables }: Comparison, isSaid = false): string {
  const [first] = tables;
  if (!first) return "";
  const figures = figuresOf(first);
  const compared = comparedFigures(first);
  const quality = compared[0];
  const curves = quality ? curvesOver(tables, quality) : [];
  const lines = tables.flatMap((table, t) => {
    const { policy = transkimmer } = table.model;
    return table.at.map((at) => {
      const point = curves[t]?.points.find(({ setting }) => setting === at.threshold);
      return [
        policy.name,
        policy.control ? `${controlOf(table.model)} ${at.threshold}` : "",
        ...figures.map(({ name, unit }) => inTable(at[name], (value) => write(unit, value))),
        point && !point.dominated ? "*" : "",
      ];
    });
  });
  const counts = [...new Set(tables.flatMap(({ model }) => model.policy?.counted ?? []))];
  const { bootstrap } = first;
  const parts = [
    `${visible(first.file)}: ${counted(first.rows, "row")}, ${first.labelled} labelled; ${visible(first.model.name)}`,
    ...tables.map((table) => `  ${visible(computedOn(table))}`),
    isSaid ? "" : visible(first.columns),
    columns([["policy", "at", ...figures.map(headed), ""], ...lines]),
    `FLOPs unpadded${counts.length > 0 ? `, ${counts.join(" and ")} counted` : ""}; [95 % of ${bootstrap.replicates} Poisson bootstrap replicates, seed ${bootstrap.seed}]; * no other line has as much ${quality?.said ?? ""} and as much gain`,
    ...compared.map((info) => comparisonText(curvesOver(tables, info), info, "FLOPs gain")),
    leftOut(first),
  ];
  return `${parts.filter((part) => part !== "").join("\n")}\n`;
}
