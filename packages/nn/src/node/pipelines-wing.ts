// What "@qkv/nn/pipelines" is in Node: as in browsers, but that paths are of the disk.

export type { Question } from "../pipelines/answers/question-windows.ts";

export type { CallOptionName } from "../pipelines/call-options.ts";
export { type EmbedOptions, embed, type TextOrIds } from "../pipelines/embeddings/embed.ts";
export type { EmbeddingPooling } from "../pipelines/embeddings/embedding-options.ts";
export type {
  Aggregation,
  EntityGroup,
  LabelledSpan,
} from "../pipelines/entities/group-entities.ts";
export { TaskModelError } from "../pipelines/expect-fit.ts";
export type { Prompt } from "../pipelines/generating/prompt-ids.ts";
export type { LabelScore, ScoreFunction } from "../pipelines/labels/label-scores.ts";
export type { PictureInput } from "../pipelines/pictures/picture-input.ts";
export {
  expectTask,
  type Pipeline,
  type PipelineOptions,
  type TaskName,
  type TaskOf,
  taskNamed,
} from "../pipelines/pipeline.ts";
export type { TaskOptions, TaskPipeline } from "../pipelines/pipeline-object.ts";
export type { SoundInput } from "../pipelines/sounds/sound-input.ts";
export type { TimedChunk, Transcription } from "../pipelines/sounds/transcription.ts";
export type {
  AnyTask,
  InputKind,
  Task,
  TaskFields,
  TaskParts,
  TaskSettings,
} from "../pipelines/task.ts";
export type { GivenModel, ReadInput, ReadyModel, TaskModel } from "../pipelines/task-model.ts";
export type { Features } from "../pipelines/tasks/feature-extraction.ts";
export type { FilledMask, FilledMasks } from "../pipelines/tasks/fill-mask.ts";
export type { PictureText } from "../pipelines/tasks/image-to-text.ts";
export { taskAliases, tasks } from "../pipelines/tasks/index.ts";
export type { Answer } from "../pipelines/tasks/question-answering.ts";
export type { ComparedSentences } from "../pipelines/tasks/sentence-similarity.ts";
export type { GeneratedText } from "../pipelines/tasks/text-generation.ts";
export type { Entities, LabelledToken } from "../pipelines/tasks/token-classification.ts";
export type { Translation } from "../pipelines/tasks/translation.ts";
export type { ZeroShotLabels } from "../pipelines/tasks/zero-shot-classification.ts";
export type { TextOrPair } from "../pipelines/texts/text-input.ts";
export { pipeline } from "./pipeline.ts";
