/** A kind of model that files call by a name, as Hugging Face does: how its config.json and its weights stand there. */
export interface Family {
  /** `model_type` of its config.json. */
  readonly modelType: string;
  /** `architectures` of its config.json that it answers to; the first is the one that it writes. */
  readonly architectures: readonly [string, ...string[]];
  readonly layout: WeightLayout;
}

/** How a family's weights in a file differ from the model's state dict. */
export interface WeightLayout {
  /** Matrices that lie the other way in files, [in, out] where `Linear` has [out, in]. */
  readonly transposed?: RegExp;
  /** Tensors of files that hold no weights: tables that the model makes itself. */
  readonly ignored?: RegExp;
}
