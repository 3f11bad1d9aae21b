export type { DType, HostArray, MemoryReport, Shape } from "@qkv/core-wasm/contract";
export { noGrad } from "./autograd/grad-mode.ts";
export type { BatchSource } from "./data/batch-source.ts";
export { DataLoader } from "./data/data-loader.ts";
export { sequentialWindows, TokenStream } from "./data/token-stream.ts";
export {
  type NestedNumbers,
  ones,
  type TensorOptions,
  tensor,
  zeros,
} from "./device/create-tensor.ts";
export { defaultDevice, setDefaultDevice } from "./device/default-device.ts";
export {
  type GeneratedToken,
  type GenerateOptions,
  type GenerationResult,
  generate,
  generateStream,
} from "./generation/generate.ts";
export { Gpt, type GptForwardOptions } from "./models/gpt.ts";
export { Block } from "./models/gpt-block.ts";
export { GptCache } from "./models/gpt-cache.ts";
export { type GptConfig, type GptOptions, gptConfig } from "./models/gpt-config.ts";
export { Mlp } from "./models/mlp.ts";
export { type CapturedTensor, capture } from "./modules/capture.ts";
export { CausalSelfAttention } from "./modules/causal-self-attention.ts";
export { Dropout } from "./modules/dropout.ts";
export { Embedding } from "./modules/embedding.ts";
export { GELU } from "./modules/gelu.ts";
export { LayerNorm } from "./modules/layer-norm.ts";
export { Linear } from "./modules/linear.ts";
export { Module } from "./modules/module.ts";
export { ModuleList } from "./modules/module-list.ts";
export { type LoadResult, type StateDict, StateDictError } from "./modules/state-dict.ts";
export { crossEntropy } from "./ops/cross-entropy.ts";
export { dropout } from "./ops/dropout.ts";
export { embedding } from "./ops/embedding.ts";
export { gelu } from "./ops/gelu.ts";
export { layerNorm } from "./ops/layer-norm.ts";
export { matmul } from "./ops/matmul.ts";
export { relu } from "./ops/relu.ts";
export { softmax } from "./ops/softmax.ts";
export { AdamW, type AdamWOptions, type ParameterGroup } from "./optim/adamw.ts";
export { clipGradNorm } from "./optim/clip-grad-norm.ts";
export { decayGroups } from "./optim/decay-groups.ts";
export {
  constantSchedule,
  cosineSchedule,
  linearSchedule,
  type Schedule,
} from "./optim/schedules.ts";
export { defaultGenerator, Generator, manualSeed } from "./random/generator.ts";
export { Device } from "./tensor/device.ts";
export { countLaunches } from "./tensor/launch-observer.ts";
export { reportLeaks } from "./tensor/leak-reporter.ts";
export { scope } from "./tensor/scope.ts";
export { Tensor } from "./tensor/tensor.ts";
export { CharacterTokenizer, UnknownCharacterError } from "./tokenizers/character-tokenizer.ts";
export { type Tokenizer, tokenizerFromJSON } from "./tokenizers/tokenizer.ts";
export { CheckpointError, resumeTraining, saveModel, saveTraining } from "./training/checkpoint.ts";
export {
  evaluateLanguageModel,
  type LanguageModelScore,
} from "./training/evaluate-language-model.ts";
export { type History, NonFiniteLossError, type StepRecord } from "./training/history.ts";
export {
  type FitOptions,
  Trainer,
  type TrainerCallback,
  type TrainerOptions,
} from "./training/trainer.ts";
export type { HostTensor } from "./weights/host-tensor.ts";
export { readSafetensors, SafetensorsError } from "./weights/read-safetensors.ts";
export { writeSafetensors } from "./weights/write-safetensors.ts";
