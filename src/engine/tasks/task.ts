/** How logits become an answer. A task is one file beside this one, named in index.ts and nowhere else. */
import type { Answer, TaskInfo } from "../../run/answer.js";

export interface Task {
  /** As config.json's `problem_type` names it. */
  problemType: string;
  says: TaskInfo;
  /** Of finite logits, one a label. */
  read(logits: number[]): Answer;
}
