export { pipeline } from "./browser-pipeline.ts";
export type { CallOptionName } from "./call-options.ts";
export { TaskModelError } from "./expect-fit.ts";
export {
  type Pipeline,
  type PipelineOptions,
  type TaskName,
  type TaskOf,
  taskNamed,
} from "./pipeline.ts";
export type { TaskOptions, TaskPipeline } from "./pipeline-object.ts";
export type { InputKind, Task, TaskFields, TaskParts, TaskSettings } from "./task.ts";
export type { GivenModel, ReadInput, TaskModel } from "./task-model.ts";
export { taskAliases, tasks } from "./tasks/index.ts";
export type { LabelScore, ScoreFunction } from "./tasks/text-classification.ts";
export type { TextOrPair } from "./texts/text-input.ts";
