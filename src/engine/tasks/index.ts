import { unusable } from "../architectures/settings.js";
import { quote } from "../bundle/json.js";
import { multi } from "./multi.js";
import { regression } from "./regression.js";
import { single } from "./single.js";
import type { Task } from "./task.js";

const tasks: readonly Task[] = [single, multi, regression];

/** The task that config.json's problem_type names; where it names none, as Transformers does: one label is a number. Throws SkimError "bundle-config". */
export function taskOf(problemType: unknown, labels: number): Task {
  if (problemType === undefined || problemType === null) return labels === 1 ? regression : single;
  const task = tasks.find((known) => known.problemType === problemType);
  const known = tasks.map((each) => `"${each.problemType}"`).join(", ");
  if (!task) throw unusable(`its problem_type is ${quote(problemType)}; the engine computes ${known}`);
  if (task === single && labels === 1)
    throw unusable('its one label any text would get: two or more are needed, or the problem_type "regression"');
  return task;
}
