import type { ParameterOptions } from "../../module/parameter-options.ts";
import type { HostTensor } from "../../weights/host-tensor.ts";
import type { Model } from "../roles.ts";

/** A kind of model that files call by a name, as Hugging Face does: how its config.json and its weights stand there. */
export interface Family {
  /** `model_type` in config.json. */
  readonly modelType: string;
  /** `architectures` in config.json that it answers to; the first is the one that it writes. */
  readonly architectures: readonly [string, ...string[]];
  readonly layout: WeightLayout;
  /** Whether a config.json without `model_type` is one of this family, of which files are published that way. */
  readonly describes?: (config: object) => boolean;
  /**
   * The model that a config.json describes, its weights not yet loaded.
   *
   * `stored` are the names in the file that it will be loaded from, where that is known, without those of weights that
   * stand there twice: what the model can do without it leaves out.
   *
   * @throws OptionError that names a field which is missing, wrong, or not understood
   */
  create(config: object, options?: ParameterOptions, stored?: ReadonlySet<string>): Model;
  /**
   * Names of weights that are one with another unless a file holds them with values of their own, whatever config.json says,
   * each with that other's name: a tied head.
   */
  readonly twins?: (config: object) => ReadonlyMap<string, string>;
  /** The fields of config.json that `create` reads; where it is missing or gives none, those that the model was made from. */
  toConfig?(model: Model): object | undefined;
}

/** Tensors of these names, from files to the model and back: elements change places, none its value. */
export interface Rearrangement {
  readonly names: RegExp;
  toModel(tensor: HostTensor, model: Model): HostTensor;
  toFile(tensor: HostTensor, model: Model): HostTensor;
}

/** How the weights of a family's files differ from the model's state dict. */
export interface WeightLayout {
  /** Of the names of all but the head; files of the backbone alone are without it, and so is a model that has no head. */
  readonly prefix?: string;
  /** Names of matrices that lie the other way in files: [in, out], where `Linear` has [out, in]. */
  readonly transposed?: RegExp;
  /** Tensors whose elements lie in another order in files. */
  readonly rearranged?: readonly Rearrangement[];
  /** The model's name for a tensor that files call otherwise; undefined where they agree. */
  renamed?(name: string): string | undefined;
  /** Names of tensors that a model without such a part leaves alone: tables that it makes itself, other heads. */
  readonly ignored?: RegExp | ((model: Model) => RegExp);
  /** What files hold though this model has no parameter for it, with the only values that it may have. */
  standIns?(model: Model): ReadonlyMap<string, HostTensor>;
}
