import { isConditionalGenerator, type Model, type NamedTensors } from "../../models/roles.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { ReadyModel } from "../task-model.ts";

/** Classes of models of text; others see, hear or foretell. */
export const readsText =
  /^(?!ViT|DeiT|AST|Wav2Vec2|Whisper|PatchTST|TimeSeries|VisionEncoderDecoder|Qkv)/;

/** The vectors of tokens, [batch, tokens, dModel]: what a head is given, or of an encoder-decoder what its encoder gives. */
export function hiddenStates(task: string, model: Model, inputs: NamedTensors): Tensor {
  if ("hiddenStates" in model && model.hiddenStates) return model.hiddenStates(inputs);
  if (isConditionalGenerator(model)) return model.encodeNamed(inputs).states;
  throw noStates(task, model);
}

/** @throws TypeError for a model without vectors of tokens */
export function expectStates(task: string, { model }: ReadyModel): void {
  const gives = "hiddenStates" in model || isConditionalGenerator(model);
  if (!gives) throw noStates(task, model);
}

const noStates = (task: string, { modelType }: Model): TypeError =>
  new TypeError(
    `${task}: ${modelType} gives no vectors of tokens, expected an encoder or a decoder of token ids`,
  );
