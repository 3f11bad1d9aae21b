export type { ApplicationScore, Figure, Figures, FigureTable } from "../recipes/figures.ts";
export type {
  ApplicationFields,
  ApplicationParts,
  ApplicationSettings,
  DataForm,
  Described,
  GivenApplicationSettings,
  HeldOutOptions,
  HeldOutPart,
  OpenedParts,
  Preset,
  Work,
} from "./application.ts";
export { ApplicationModel, applicationFileNames } from "./application-model.ts";
export { applicationNamed, applications } from "./applications.ts";
export { type DataFiles, fileNamed, nameIn, readText } from "./data-files.ts";
export { type Application, type ApplicationPlan, defineApplication } from "./define-application.ts";
export { isOwnData } from "./prepare-application.ts";
export { type ApplicationTraining, trainingFields } from "./training-fields.ts";
