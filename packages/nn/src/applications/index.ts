export type { ApplicationScore, Figure, Figures, FigureTable } from "../recipes/figures.ts";
export type {
  ApplicationFields,
  ApplicationParts,
  ApplicationSettings,
  Base,
  BaseUse,
  DataForm,
  Described,
  FirstModel,
  GivenApplicationSettings,
  HeldOutOptions,
  HeldOutPart,
  InnerModel,
  OpenedParts,
  Preset,
  Work,
} from "./application.ts";
export type { ApplicationModel } from "./application-model.ts";
export { applicationNamed, applications } from "./applications.ts";
export type { Weights } from "./best-weights.ts";
export type { DataFiles } from "./data-files.ts";
export { type DataRow, readRecords } from "./data-records.ts";
export type { Application, ApplicationPlan, Preparing } from "./define-application.ts";
export type { PictureSampler } from "./diffusion/make-pictures.ts";
export { type SamplePicturesOptions, samplePictures } from "./diffusion/sample-pictures.ts";
export { madeData } from "./prepare-application.ts";
export { type ApplicationTraining, trainingFields } from "./training-fields.ts";
