// What "@qkv/nn/pipelines" is in Node: as in browsers, but that paths are of the disk.

export type { CallOptionName } from "../pipelines/call-options.ts";
export { TaskModelError } from "../pipelines/expect-fit.ts";
export {
  type Pipeline,
  type PipelineOptions,
  type TaskName,
  type TaskOf,
  taskNamed,
} from "../pipelines/pipeline.ts";
export type { TaskOptions, TaskPipeline } from "../pipelines/pipeline-object.ts";
export type { InputKind, Task, TaskFields, TaskParts, TaskSettings } from "../pipelines/task.ts";
export type { GivenModel, ReadInput, TaskModel } from "../pipelines/task-model.ts";
export { taskAliases, tasks } from "../pipelines/tasks/index.ts";
export type { LabelScore, ScoreFunction } from "../pipelines/tasks/text-classification.ts";
export type { TextOrPair } from "../pipelines/texts/text-input.ts";
export { pipeline } from "./pipeline.ts";
