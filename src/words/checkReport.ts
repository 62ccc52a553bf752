/** What was found in a model's folder, in words. */
import type { CheckReport } from "../run/checkReport.js";
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
    bytesText(bytes),
  ];
}

/** A line of a report and what it is about. */
export interface ReportLine {
  about: "labels" | "read" | "assumed" | "passedOver";
  text: string;
}

export function reportLines({ labels, labelCount, report }: FoundModel): ReportLine[] {
  const { read, assumed, passedOver } = report;
  const more = labelCount > labels.length ? `, and ${labelCount - labels.length} more` : "";
  const names = passedOver.first.join(", ") + (passedOver.count > passedOver.first.length ? ", …" : "");
  return [
    { about: "labels", text: `Labels: ${labels.join(", ")}${more}` },
    ...read.map(({ file, bytes }): ReportLine => ({ about: "read", text: `Read: ${file}, ${bytesText(bytes)}` })),
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
