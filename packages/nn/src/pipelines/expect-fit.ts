import { families } from "../models/families/index.ts";
import type { TaskModel } from "./task-model.ts";

/** Of a task: what it is called, and which classes fit it. */
interface Fitting {
  readonly name: string;
  readonly fits: RegExp;
}

/** Thrown for a model without the head that a task needs; it names the models and the tasks that would fit. */
export class TaskModelError extends TypeError {
  override readonly name = "TaskModelError";
}

/** @throws TaskModelError for a model that does not fit the task */
export function expectFit(task: Fitting, given: TaskModel, tasks: readonly Fitting[]): void {
  const { model, architecture } = given;
  if (task.fits.test(architecture)) return;
  const suited = tasks.filter(({ fits }) => fits.test(architecture)).map(({ name }) => name);
  const fits = suited.length > 0 ? `, which fits ${suited.join(", ")}` : "";
  throw new TaskModelError(
    `${task.name}: the model is ${architecture} (model_type ${model.modelType})${fits}; ` +
      `this task needs one of ${fittingClasses(task).join(", ")}`,
  );
}

/** Classes that fit a task, of all families. */
const fittingClasses = ({ fits }: Fitting): readonly string[] =>
  families.flatMap(({ architectures }) => architectures.filter((one) => fits.test(one)));
