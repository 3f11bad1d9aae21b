export type { Picture } from "../recipes/sample.ts";
export type { Question } from "./answers/question-windows.ts";
export { pipeline } from "./browser-pipeline.ts";
export type { CallOptionName } from "./call-options.ts";
export { type EmbedOptions, embed, type TextOrIds } from "./embeddings/embed.ts";
export type { EmbeddingPooling } from "./embeddings/embedding-options.ts";
export type { Aggregation, EntityGroup, LabelledSpan } from "./entities/group-entities.ts";
export { TaskModelError } from "./expect-fit.ts";
export type { Prompt } from "./generating/prompt-ids.ts";
export type { LabelScore, ScoreFunction } from "./labels/label-scores.ts";
export type { PictureInput } from "./pictures/picture-input.ts";
export {
  expectTask,
  type Pipeline,
  type PipelineOptions,
  type TaskName,
  type TaskOf,
  taskNamed,
} from "./pipeline.ts";
export type { TaskOptions, TaskPipeline } from "./pipeline-object.ts";
export type { SeriesInput } from "./series/series-input.ts";
export type { SoundInput } from "./sounds/sound-input.ts";
export type { TimedChunk, Transcription } from "./sounds/transcription.ts";
export type {
  AnyTask,
  InputKind,
  ResultKind,
  Task,
  TaskFields,
  TaskParts,
  TaskSettings,
} from "./task.ts";
export type { GivenModel, ReadInput, ReadyModel, TaskModel } from "./task-model.ts";
export type { Features } from "./tasks/feature-extraction.ts";
export type { FilledMask, FilledMasks } from "./tasks/fill-mask.ts";
export type { PictureText } from "./tasks/image-to-text.ts";
export { taskAliases, tasks } from "./tasks/index.ts";
export type { Answer } from "./tasks/question-answering.ts";
export type { ComparedSentences } from "./tasks/sentence-similarity.ts";
export type { GeneratedText } from "./tasks/text-generation.ts";
export type { SeriesForecast } from "./tasks/time-series-forecasting.ts";
export type { Entities, LabelledToken } from "./tasks/token-classification.ts";
export type { Translation } from "./tasks/translation.ts";
export type { ZeroShotLabels } from "./tasks/zero-shot-classification.ts";
export type { TextOrPair } from "./texts/text-input.ts";
