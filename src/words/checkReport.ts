/** What was found in a model's folder, in words. */
import type { CheckReport, Factored } from "../run/checkReport.js";
import type { Precision } from "../run/run.js";
import { si } from "./text.js";

/** What a row says of a model. */
export interface FoundModel {
  family: string;
  layers: number;
  labels: readonly string[];
  labelCount: number;
  policy: string;
  report: CheckReport;
}

/** 47247324 -> "47.2 MB" */
export function bytesText(bytes: number): string {
  const number = si(bytes);
  return number.includes(" ") ? `${number}B` : `${number} bytes`;
}

/** What tells models apart, in the order in which a narrow side bar may cut it off. */
export function foundParts(found: FoundModel, precision: Precision): string[] {
  const bytes = found.report.read.reduce((sum, file) => sum + file.bytes, 0);
  return [
    found.family,
    `${found.layers} layers`,
    `${found.labelCount} labels`,
    `policy ${found.policy}`,
    precision,
    ...(found.report.factored ? [factoredText(found.report.factored.share)] : []),
    bytesText(bytes),
  ];
}

/** "0.45 of the FLOPs a token" */
export const factoredText = (share: number): string => `${share.toFixed(2)} of the FLOPs a token`;

function factoredLine({ share, linears }: Factored): ReportLine {
  const two = linears.filter(({ rank }) => rank !== null).length;
  const bytes = linears.reduce((sum, linear) => sum + linear.bytes, 0);
  const text = `Factored: ${factoredText(share)}, ${two} of ${linears.length} matrices, ${bytesText(bytes)}`;
  const stem = sharedStem(linears.map(({ name }) => name));
  return { about: "factored", text, rows: linears.map((linear) => linearText(linear, stem)) };
}

/** What stands in front of its layers, with which all of these names begin: a narrow side bar has room for what tells them apart. */
function sharedStem(names: readonly string[]): string {
  const [first = ""] = names;
  let length = 0;
  while (length < first.length && names.every((name) => name[length] === first[length])) length++;
  return first.slice(0, first.lastIndexOf(".", length - 1) + 1);
}

function linearText({ name, out, into, rank, flops, bytes }: Factored["linears"][number], stem: string): string {
  const form = rank === null ? "whole" : `rank ${rank}, ${Math.round((100 * flops) / (2 * out * into))} %`;
  return `${name.slice(stem.length)}: ${form}, ${out} × ${into}, ${si(flops)} FLOPs a token, ${bytesText(bytes)}`;
}

/** A line of a report and what it is about. */
export interface ReportLine {
  about: "labels" | "read" | "factored" | "assumed" | "passedOver";
  text: string;
  /** What it sums up, a line each. */
  rows?: string[];
}

export function reportLines({ labels, labelCount, report }: FoundModel): ReportLine[] {
  const { read, assumed, passedOver, factored } = report;
  const more = labelCount > labels.length ? `, and ${labelCount - labels.length} more` : "";
  const names = passedOver.first.join(", ") + (passedOver.count > passedOver.first.length ? ", …" : "");
  return [
    { about: "labels", text: `Labels: ${labels.join(", ")}${more}` },
    ...read.map(({ file, bytes }): ReportLine => ({ about: "read", text: `Read: ${file}, ${bytesText(bytes)}` })),
    ...(factored ? [factoredLine(factored)] : []),
    ...(assumed.length > 0 ? assumed : ["nothing"]).map((sentence): ReportLine => ({
      about: "assumed",
      text: `Assumed: ${sentence}`,
    })),
    {
      about: "passedOver",
      text:
        passedOver.count === 0
          ? "Passed over: nothing, all tensors are used"
          : `Passed over: ${passedOver.count} ${passedOver.count === 1 ? "tensor" : "tensors"} (${names})`,
    },
  ];
}
