import type { ModelDescription, TrainingRecord } from "../model-folder/model-description.ts";
import type { ModelFootprint } from "../model-folder/model-size.ts";
import type { Model } from "../models/roles.ts";
import type { TrainingSettings } from "./settings.ts";

/** What a model's folder, or a recipe's preset, gives. */
export interface ModelParts<
  M extends Model,
  D extends ModelDescription,
  S extends TrainingSettings,
> {
  readonly model: M;
  readonly description: D;
  readonly settings: S;
  readonly size: ModelFootprint;
  readonly training?: TrainingRecord | undefined;
}

/** A model of a recipe with what is known of it; recipes say what is done with it. */
export abstract class OpenedModel<
  M extends Model,
  D extends ModelDescription,
  S extends TrainingSettings,
> {
  readonly model: M;
  readonly description: D;
  readonly settings: S;
  readonly size: ModelFootprint;
  readonly training: TrainingRecord | undefined;

  constructor({ model, description, settings, size, training }: ModelParts<M, D, S>) {
    this.model = model;
    this.description = description;
    this.settings = settings;
    this.size = size;
    this.training = training;
  }
}
