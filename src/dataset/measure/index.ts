import { SkimError } from "../../protocol/errors.js";
import type { TaskInfo } from "../../run/answer.js";
import type { ModelInfo } from "../../run/run.js";
import { fromFile } from "../../words/text.js";
import type { Kind } from "./kind.js";
import { number } from "./number.js";
import { one } from "./one.js";
import { several } from "./several.js";

const kinds: Record<TaskInfo["answer"], Kind> = { one, some: several, number };

/** How a data set is read and measured for a model that answers so. */
export function kindOf({ answer }: TaskInfo): Kind {
  return kinds[answer];
}

/** Throws SkimError "data-set" for a model that no data set is evaluated for. */
export function refuseTask({ name, task, labels }: Pick<ModelInfo, "name" | "task" | "labels">): void {
  const why = kindOf(task).refuses(labels);
  if (why !== null) throw new SkimError("data-set", `${fromFile(name)} ${why}`);
}
