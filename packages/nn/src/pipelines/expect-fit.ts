import { architectureOf } from "../models/families/architecture-of.ts";
import { families } from "../models/families/index.ts";

/** Of a task: what it is called, and which classes fit it. */
interface Fitting {
  readonly name: string;
  readonly fits: RegExp;
}

/** Thrown for a model without the head that a task needs; it names the models and the tasks that would fit. */
export class TaskModelError extends TypeError {
  override readonly name = "TaskModelError";
}

/** A model by what its config.json says. */
interface FittingModel {
  readonly modelType: string;
  /** Its class in Hugging Face's library. */
  readonly architecture: string;
}

/** The model that a config.json describes; undefined of one that cannot be loaded, which whoever tries will say. */
export function describedModel(
  config: Readonly<Record<string, unknown>>,
): FittingModel | undefined {
  const family = families.find(({ modelType }) => modelType === config["model_type"]);
  if (!family) return undefined;
  const { architectures } = config;
  const architecture = architectureOf(config, family.architectures);
  if (Array.isArray(architectures) && !architectures.includes(architecture)) return undefined;
  return { modelType: family.modelType, architecture };
}

/** @throws TaskModelError for a model that does not fit the task */
export function expectFit(
  task: Fitting,
  { modelType, architecture }: FittingModel,
  tasks: readonly Fitting[],
): void {
  if (task.fits.test(architecture)) return;
  const suited = tasks.filter(({ fits }) => fits.test(architecture)).map(({ name }) => name);
  const fits = suited.length > 0 ? `, which fits ${suited.join(", ")}` : "";
  throw new TaskModelError(
    `${task.name}: the model is ${architecture} (model_type ${modelType})${fits}; ` +
      `this task needs one of ${fittingClasses(task).join(", ")}`,
  );
}

/** Classes that fit a task, of all families. */
const fittingClasses = ({ fits }: Fitting): readonly string[] =>
  families.flatMap(({ architectures }) => architectures.filter((one) => fits.test(one)));
