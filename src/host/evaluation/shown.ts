import { Uri } from "vscode";
import type { EvaluationStatus } from "../../protocol/evaluationView.js";
import type { Evaluation } from "../../run/evaluation.js";
import { nameOf } from "../model/models.js";
import type { Plan } from "./plan.js";

/** The one evaluation that a window shows, whoever computed it. */
export interface Shown {
  /** The data set's file; null = nothing was evaluated yet. */
  uri: Uri | null;
  /** What it was asked for; null = that is not known yet. */
  plan: Plan | null;
  /** By which name it is kept; null = it has not come to its end. */
  id: string | null;
  /** Of the rows so far, one a policy that has begun. */
  tables: readonly Evaluation[];
  /** Which of them is looked at; null = the last one, as they come. */
  policy: string | null;
  status: EvaluationStatus;
}

export const nothing: Shown = {
  uri: null,
  plan: null,
  id: null,
  tables: [],
  policy: null,
  status: { state: "none", file: "", policy: "", rows: 0, malformed: 0, fraction: 0, failure: null, backendWhy: "" },
};

/** What this window has not computed. `tables`: null = it has not come to its end. */
export function keptShown(plan: Plan, tables: readonly Evaluation[] | null, id: string | null): Shown {
  const uri = Uri.parse(plan.uri);
  const [first] = tables ?? [];
  const malformed = first ? first.malformed.items.length + first.malformed.more : 0;
  const state = first ? "done" : "stopped";
  const status = { ...nothing.status, state, file: nameOf(uri), rows: first?.rows ?? 0, malformed } as const;
  return { uri, plan, id, tables: tables ?? [], policy: first?.model.policy?.name ?? null, status };
}

/** The table that is looked at; null = there is none. */
export function tableOf({ tables, policy }: Shown): Evaluation | null {
  return tables.find(({ model }) => model.policy?.name === policy) ?? tables.at(-1) ?? null;
}
