export type { ApplicationScore, Figure, Figures, FigureTable } from "./figures.ts";
export { type BaseModel, baseModel, type LearningModel } from "./fine-tuning/base-model.ts";
export { type FineTuningRecipe, fineTuningRecipe } from "./fine-tuning/fine-tuning-recipe.ts";
export type { FineTuningSettings, GivenFineTuning } from "./fine-tuning/fine-tuning-settings.ts";
export type { Handover, TokenBatches } from "./handover.ts";
export type { Inspection, ParameterRow, TensorRow } from "./inspect-model.ts";
export type {
  Amount,
  PreparedParts,
  PreparedTraining,
  ReadyTraining,
  Recipe,
  RecipeOfRuns,
  TrainingData,
  TrainingPlan,
  TrialRun,
} from "./recipe.ts";
export {
  type AdmittedText,
  type Evaluation,
  type RecipeModel,
  type SpeedLimits,
  type TextGeneration,
  type UnknownTreatment,
  unknownTreatments,
} from "./recipe-model.ts";
export { openModel, recipeOf, recipes } from "./recipes.ts";
export type {
  AttentionSample,
  ConfusionSample,
  HeatSample,
  OutputPair,
  Picture,
  PicturesSample,
  Sample,
  SeriesBand,
  SeriesLine,
  SeriesSample,
  TableSample,
} from "./sample.ts";
export type { Progress, Score, ScoringOptions } from "./score.ts";
export {
  type GivenSettings,
  type NumericSettings,
  type SettingName,
  type SharedSettings,
  settingRanges,
  type TrainingSettings,
} from "./settings.ts";
export {
  ChangedSettingError,
  RecipeError,
  type SettingMessage,
  SettingsError,
} from "./settings-error.ts";
export { changeableSettings } from "./settle-settings.ts";
export type { TokenLoss, TokenTensors } from "./token-loss.ts";
export type { HeldOut, TrainingRun, ValidationHooks } from "./training-run.ts";
export type { TrainingSteps, TrainingStepsParts } from "./training-steps.ts";
