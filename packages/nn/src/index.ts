export type {
  DType,
  HostArray,
  MemoryReport,
  QuantizedFormat,
  Shape,
} from "@qkv/core-wasm/contract";
export { noGrad } from "./autograd/grad-mode.ts";
export { type MeasuredDevice, measureDevices } from "./comparison/measure-devices.ts";
export type { RunnableModule } from "./comparison/run-model.ts";
export { NoSampleInputsError } from "./comparison/sample-inputs.ts";
export {
  type Verification,
  type VerifiedTensor,
  type VerifyOptions,
  verify,
} from "./comparison/verify.ts";
export { type WarmUpOptions, warmUp } from "./comparison/warm-up.ts";
export type { BatchSource } from "./data/batch-source.ts";
export { DataLoader } from "./data/data-loader.ts";
export { PaddedPairs, type PaddedPairsOptions, sortedPairBatches } from "./data/padded-pairs.ts";
export {
  type PairBatchOptions,
  pairBatch,
  type SequencePair,
  type SequencePairBatch,
} from "./data/sequence-pair.ts";
export { sequentialWindows, TokenStream } from "./data/token-stream.ts";
export {
  type NestedNumbers,
  ones,
  type TensorOptions,
  tensor,
  zeros,
} from "./device/create-tensor.ts";
export { defaultDevice, setDefaultDevice } from "./device/default-device.ts";
export { type InitOptions, init } from "./device/init.ts";
export { referenceDevice } from "./device/reference-device.ts";
export {
  type GeneratedToken,
  type GenerateOptions,
  type GenerationResult,
  generate,
  generateStream,
} from "./generation/generate.ts";
export {
  type GreedyDecodeOptions,
  type GreedyTarget,
  greedyDecode,
} from "./generation/greedy-decode.ts";
export { BCELoss, type BceLossOptions, bceLoss } from "./losses/bce-loss.ts";
export {
  BCEWithLogitsLoss,
  type BceWithLogitsOptions,
  bceWithLogits,
} from "./losses/bce-with-logits.ts";
export {
  CosineEmbeddingLoss,
  type CosineEmbeddingLossOptions,
  cosineEmbeddingLoss,
} from "./losses/cosine-embedding-loss.ts";
export { CrossEntropyLoss } from "./losses/cross-entropy-loss.ts";
export {
  GaussianNLLLoss,
  type GaussianNllLossOptions,
  gaussianNllLoss,
} from "./losses/gaussian-nll-loss.ts";
export {
  HingeEmbeddingLoss,
  type HingeEmbeddingLossOptions,
  hingeEmbeddingLoss,
} from "./losses/hinge-embedding-loss.ts";
export { HuberLoss, type HuberLossOptions, huberLoss } from "./losses/huber-loss.ts";
export { KLDivLoss, type KlDivOptions, klDiv } from "./losses/kl-div.ts";
export { L1Loss, type L1LossOptions, l1Loss } from "./losses/l1-loss.ts";
export {
  MarginRankingLoss,
  type MarginRankingLossOptions,
  marginRankingLoss,
} from "./losses/margin-ranking-loss.ts";
export { MSELoss, type MseLossOptions, mseLoss } from "./losses/mse-loss.ts";
export { NLLLoss, type NllLossOptions, nllLoss } from "./losses/nll-loss.ts";
export {
  PoissonNLLLoss,
  type PoissonNllLossOptions,
  poissonNllLoss,
} from "./losses/poisson-nll-loss.ts";
export { SmoothL1Loss, type SmoothL1LossOptions, smoothL1Loss } from "./losses/smooth-l1-loss.ts";
export {
  SoftMarginLoss,
  type SoftMarginLossOptions,
  softMarginLoss,
} from "./losses/soft-margin-loss.ts";
export {
  TripletMarginLoss,
  type TripletMarginLossOptions,
  tripletMarginLoss,
} from "./losses/triplet-margin-loss.ts";
export { type BleuOptions, type BleuScore, corpusBleu, sentenceBleu } from "./metrics/bleu.ts";
export type { BleuTokenizer } from "./metrics/bleu-tokens.ts";
export { type ChrfOptions, chrF } from "./metrics/chrf.ts";
export { perplexity } from "./metrics/perplexity.ts";
export type { References } from "./metrics/segments.ts";
export { Gpt, type GptForwardOptions } from "./models/gpt.ts";
export { Block } from "./models/gpt-block.ts";
export { GptCache } from "./models/gpt-cache.ts";
export { type GptConfig, type GptOptions, gptConfig } from "./models/gpt-config.ts";
export { type LensLayer, type LensModel, logitLens } from "./models/logit-lens.ts";
export { Mlp } from "./models/mlp.ts";
export { Seq2Seq } from "./models/seq2seq.ts";
export { type Seq2SeqConfig, type Seq2SeqOptions, seq2seqConfig } from "./models/seq2seq-config.ts";
export {
  type CustomDecoder,
  type CustomEncoder,
  Transformer,
  type TransformerMasks,
  type TransformerOptions,
} from "./models/transformer.ts";
export { ablateHeads, type HeadAblation } from "./modules/ablate-heads.ts";
export { checkpoint } from "./modules/activation-checkpoint.ts";
export { AlibiBias, alibiBias, alibiSlopes } from "./modules/alibi-bias.ts";
export {
  causalMask,
  generateSquareSubsequentMask,
  paddingMask,
} from "./modules/attention-masks.ts";
export { AvgPool2d } from "./modules/avg-pool2d.ts";
export { BatchNorm1d, BatchNorm2d } from "./modules/batch-norm.ts";
export {
  Capture,
  type CapturedTensor,
  capture,
  type TensorHook,
  withHook,
} from "./modules/capture.ts";
export { CausalSelfAttention } from "./modules/causal-self-attention.ts";
export { Conv1d, type Conv1dModuleOptions } from "./modules/conv1d.ts";
export { Conv2d, type Conv2dModuleOptions } from "./modules/conv2d.ts";
export { Dropout } from "./modules/dropout.ts";
export { Embedding } from "./modules/embedding.ts";
export { Flatten } from "./modules/flatten.ts";
export { GELU } from "./modules/gelu.ts";
export { GroupNorm } from "./modules/group-norm.ts";
export { Identity } from "./modules/identity.ts";
export { LayerNorm } from "./modules/layer-norm.ts";
export { Linear } from "./modules/linear.ts";
export { LogSoftmax } from "./modules/log-softmax.ts";
export { MaxPool2d } from "./modules/max-pool2d.ts";
export { Module } from "./modules/module.ts";
export { ModuleDict } from "./modules/module-dict.ts";
export { ModuleList } from "./modules/module-list.ts";
export {
  MultiheadAttention,
  type MultiheadAttentionForwardOptions,
  type MultiheadAttentionOptions,
  type MultiheadAttentionResult,
} from "./modules/multihead-attention.ts";
export {
  PositionalEmbedding,
  type PositionalEmbeddingOptions,
} from "./modules/positional-embedding.ts";
export {
  PositionalEncoding,
  type PositionalEncodingOptions,
} from "./modules/positional-encoding.ts";
export {
  type RelativePositionOptions,
  relativePositionBucket,
} from "./modules/relative-position-bucket.ts";
export { ReLU } from "./modules/relu.ts";
export { RMSNorm } from "./modules/rms-norm.ts";
export { RotaryEmbedding, type RotaryEmbeddingOptions } from "./modules/rotary-embedding.ts";
export {
  type ScaledDotProductAttentionOptions,
  scaledDotProductAttention,
} from "./modules/scaled-dot-product-attention.ts";
export { Sequential, type TensorModule } from "./modules/sequential.ts";
export { Sigmoid } from "./modules/sigmoid.ts";
export { SiLU } from "./modules/silu.ts";
export { sinusoidalPositions } from "./modules/sinusoidal-positions.ts";
export { Softmax } from "./modules/softmax.ts";
export { Softplus } from "./modules/softplus.ts";
export { type LoadResult, type StateDict, StateDictError } from "./modules/state-dict.ts";
export { T5RelativeBias, type T5RelativeBiasOptions } from "./modules/t5-relative-bias.ts";
export { Tanh } from "./modules/tanh.ts";
export { TransformerDecoder } from "./modules/transformer-decoder.ts";
export { type DecoderMasks, TransformerDecoderLayer } from "./modules/transformer-decoder-layer.ts";
export { TransformerEncoder } from "./modules/transformer-encoder.ts";
export { type EncoderMasks, TransformerEncoderLayer } from "./modules/transformer-encoder-layer.ts";
export type {
  StackWeights,
  TransformerActivation,
  TransformerLayerOptions,
  WeightsOptions,
} from "./modules/transformer-options.ts";
export { abs } from "./ops/abs.ts";
export { adaptiveAvgPool2d } from "./ops/adaptive-avg-pool2d.ts";
export { add } from "./ops/add.ts";
export { argmax } from "./ops/argmax.ts";
export { asStrided } from "./ops/as-strided.ts";
export {
  type AvgPool1dOptions,
  type AvgPool2dOptions,
  avgPool1d,
  avgPool2d,
} from "./ops/avg-pool2d.ts";
export { type BatchNormOptions, batchNorm } from "./ops/batch-norm.ts";
export { cat } from "./ops/cat.ts";
export { type ClampOptions, clamp } from "./ops/clamp.ts";
export { eq, ge, gt, le, lt, ne } from "./ops/compare.ts";
export { type Conv1dOptions, conv1d } from "./ops/conv1d.ts";
export { type Conv2dOptions, conv2d } from "./ops/conv2d.ts";
export { cos } from "./ops/cos.ts";
export { type CrossEntropyOptions, crossEntropy } from "./ops/cross-entropy.ts";
export { cumsum } from "./ops/cumsum.ts";
export { div } from "./ops/div.ts";
export { dropout } from "./ops/dropout.ts";
export { embedding } from "./ops/embedding.ts";
export { erf } from "./ops/erf.ts";
export { exp } from "./ops/exp.ts";
export { expand } from "./ops/expand.ts";
export { flatten } from "./ops/flatten.ts";
export { flip } from "./ops/flip.ts";
export { fold } from "./ops/fold.ts";
export { gather } from "./ops/gather.ts";
export { gelu } from "./ops/gelu.ts";
export { type GroupNormOptions, groupNorm } from "./ops/group-norm.ts";
export { indexSelect } from "./ops/index-select.ts";
export { type LayerNormOptions, layerNorm } from "./ops/layer-norm.ts";
export { linear } from "./ops/linear.ts";
export { log } from "./ops/log.ts";
export { logSoftmax } from "./ops/log-softmax.ts";
export { maskedFill } from "./ops/masked-fill.ts";
export { matmul } from "./ops/matmul.ts";
export { max } from "./ops/max.ts";
export {
  type MaxPool1dOptions,
  type MaxPool2dOptions,
  maxPool1d,
  maxPool2d,
} from "./ops/max-pool2d.ts";
export { maximum } from "./ops/maximum.ts";
export { min } from "./ops/min.ts";
export { minimum } from "./ops/minimum.ts";
export { mul } from "./ops/mul.ts";
export { neg } from "./ops/neg.ts";
export { oneHot } from "./ops/one-hot.ts";
export { permute } from "./ops/permute.ts";
export { pow } from "./ops/pow.ts";
export { reciprocal } from "./ops/reciprocal.ts";
export type { Reduction } from "./ops/reduce-loss.ts";
export { relu } from "./ops/relu.ts";
export { repeatInterleave } from "./ops/repeat-interleave.ts";
export { reshape } from "./ops/reshape.ts";
export { type RmsNormOptions, rmsNorm } from "./ops/rms-norm.ts";
export { type RopeOptions, rope } from "./ops/rope.ts";
export { type RopeFrequencies, type RopeScaling, ropeFrequencies } from "./ops/rope-frequencies.ts";
export { type RopeTables, ropeTables } from "./ops/rope-tables.ts";
export { rsqrt } from "./ops/rsqrt.ts";
export { scale } from "./ops/scale.ts";
export { scatterAdd } from "./ops/scatter-add.ts";
export { select } from "./ops/select.ts";
export { sigmoid } from "./ops/sigmoid.ts";
export { silu } from "./ops/silu.ts";
export { sin } from "./ops/sin.ts";
export { slice } from "./ops/slice.ts";
export { softmax } from "./ops/softmax.ts";
export { type SoftplusOptions, softplus } from "./ops/softplus.ts";
export { chunk, split } from "./ops/split.ts";
export { sqrt } from "./ops/sqrt.ts";
export { square } from "./ops/square.ts";
export { squeeze } from "./ops/squeeze.ts";
export { stack } from "./ops/stack.ts";
export { sub } from "./ops/sub.ts";
export { mean, sum } from "./ops/sum.ts";
export { tanh } from "./ops/tanh.ts";
export { type TopkResult, topk } from "./ops/topk.ts";
export { transpose } from "./ops/transpose.ts";
export { tril, triu } from "./ops/tril.ts";
export { type UnfoldOptions, unfold } from "./ops/unfold.ts";
export { unsqueeze } from "./ops/unsqueeze.ts";
export { type VarianceOptions, variance } from "./ops/variance.ts";
export { where } from "./ops/where.ts";
export type { Pair } from "./ops/window-options.ts";
export { Adafactor, type AdafactorOptions } from "./optim/adafactor.ts";
export { Adagrad, type AdagradOptions } from "./optim/adagrad.ts";
export { Adam, type AdamOptions, AdamW, type AdamWOptions } from "./optim/adam.ts";
export { ChainedScheduler } from "./optim/chained-scheduler.ts";
export { type ClipGradNormOptions, clipGradNorm } from "./optim/clip-grad-norm.ts";
export { clipGradValue } from "./optim/clip-grad-value.ts";
export { ConstantLR, constantFactorSchedule } from "./optim/constant-lr.ts";
export { CosineAnnealingLR, cosineAnnealingSchedule } from "./optim/cosine-annealing-lr.ts";
export { decayGroups } from "./optim/decay-groups.ts";
export { ExponentialLR, exponentialSchedule } from "./optim/exponential-lr.ts";
export { InverseSquareRootLR, inverseSquareRootSchedule } from "./optim/inverse-square-root-lr.ts";
export { LambdaLR, lambdaSchedule } from "./optim/lambda-lr.ts";
export { LinearLR, linearFactorSchedule } from "./optim/linear-lr.ts";
export { Lion, type LionOptions } from "./optim/lion.ts";
export { LRScheduler, type SchedulerState } from "./optim/lr-scheduler.ts";
export { MultiStepLR, multiStepSchedule } from "./optim/multi-step-lr.ts";
export { Muon, type MuonOptions } from "./optim/muon.ts";
export { NoamLR, noamSchedule } from "./optim/noam-lr.ts";
export { oneCycleSchedule } from "./optim/one-cycle.ts";
export { OneCycleLR, type OneCycleOptions } from "./optim/one-cycle-lr.ts";
export { type GroupOptions, Optimizer, type ParameterGroup } from "./optim/optimizer.ts";
export { ReduceLROnPlateau, type ReduceLROnPlateauOptions } from "./optim/reduce-lr-on-plateau.ts";
export { RMSprop, type RMSpropOptions } from "./optim/rmsprop.ts";
export {
  constantSchedule,
  cosineSchedule,
  linearSchedule,
  type Schedule,
} from "./optim/schedules.ts";
export { SequentialLR, sequentialSchedule } from "./optim/sequential-lr.ts";
export { SGD, type SGDOptions } from "./optim/sgd.ts";
export { StepLR, stepSchedule } from "./optim/step-lr.ts";
export { WeightAverage, type WeightAverageOptions } from "./optim/weight-average.ts";
export { loadQuantized } from "./quantization/load-quantized.ts";
export { type QuantizeOptions, quantize } from "./quantization/quantize.ts";
export { defaultGenerator, Generator, manualSeed } from "./random/generator.ts";
export { Device } from "./tensor/device.ts";
export { countLaunches } from "./tensor/launch-observer.ts";
export { reportLeaks } from "./tensor/leak-reporter.ts";
export { scope } from "./tensor/scope.ts";
export { Tensor } from "./tensor/tensor.ts";
export { CharacterTokenizer, UnknownCharacterError } from "./tokenizers/character-tokenizer.ts";
export { type Tokenizer, tokenizerFromJSON } from "./tokenizers/tokenizer.ts";
export {
  CheckpointError,
  resumeTraining,
  saveLora,
  saveModel,
  saveTraining,
} from "./training/checkpoint.ts";
export {
  evaluateLanguageModel,
  type LanguageModelScore,
} from "./training/evaluate-language-model.ts";
export {
  evaluateSequenceModel,
  type SequenceEvaluationOptions,
  type SequenceModelScore,
} from "./training/evaluate-sequence-model.ts";
export { freeze, unfreeze } from "./training/freeze.ts";
export { type History, NonFiniteLossError, type StepRecord } from "./training/history.ts";
export {
  type LayerwiseOptions,
  layerwiseLearningRates,
} from "./training/layerwise-learning-rates.ts";
export {
  addLora,
  type LoraOptions,
  loadLoraStateDict,
  loraStateDict,
  mergeLora,
  removeLora,
  unmergeLora,
} from "./training/lora.ts";
export {
  type FitOptions,
  Trainer,
  type TrainerCallback,
  type TrainerOptions,
} from "./training/trainer.ts";
export type { HostTensor } from "./weights/host-tensor.ts";
export { readSafetensors, SafetensorsError } from "./weights/read-safetensors.ts";
export { writeSafetensors } from "./weights/write-safetensors.ts";
