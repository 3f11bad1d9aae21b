import { adaptedLinears } from "../fine-tuning/lora.ts";
import type { Model } from "../models/roles.ts";
import { AdamW } from "../optim/adam.ts";
import type { Handover, TokenBatches } from "../recipes/handover.ts";
import { PytorchError } from "./pytorch-error.ts";

/** What train_torch.py trains, in words. */
const trained =
  "it goes on with language models, encoder-decoders of texts or symbols, and answers in dialogues, whole or by adapters";

/** Families whose module is written beside the program, since transformers has none: by their names in config.json. */
const ownModules: ReadonlySet<string> = new Set(["qkv-seq2seq"]);

export const hasOwnModule = ({ modelType }: Model): boolean => ownModules.has(modelType);

/** The batches of a run that PyTorch can go on with. @throws PytorchError that says why it cannot, and what to do */
export function requireExportable(
  recipe: string,
  model: Model,
  { tokens, optimizer, schedule }: Handover,
): TokenBatches & { readonly schedule: NonNullable<Handover["schedule"]> } {
  const { modelType } = model;
  if (!tokens)
    throw new PytorchError(
      `${recipe} learns by a loss that train_torch.py does not have: ${trained}. ` +
        "The run's folder is one of Hugging Face's form, so a training loop of your own opens it",
    );
  if (modelType.startsWith("qkv-") && !hasOwnModule(model))
    throw new PytorchError(
      `the model is a ${modelType}, a family of this library that Hugging Face's transformers lacks; ` +
        "train one in GPT-2's design (qkv train --preset nanogpt-cpu, or another preset that is not modern), or start from a published model",
    );
  if (!(optimizer instanceof AdamW))
    throw new PytorchError(
      `the run trains with ${optimizer.stateDict().optimizer}, which transformers and torch lack in this form; ` +
        "only AdamW can be taken along. Begin the run with --optimizer adamw, or, of a GPT, with a preset that is not modern",
    );
  if (adaptedLinears(model).some(([, , { base }]) => !base.parameter))
    throw new PytorchError(
      "the weights behind the adapters are packed (--quantize), and codes are not PyTorch's; train without --quantize",
    );
  if (!schedule)
    throw new PytorchError("the run has no schedule of learning rates, expected one by the step");
  return { ...tokens, schedule };
}
