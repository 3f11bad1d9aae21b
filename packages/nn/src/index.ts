export type {
  DType,
  HostArray,
  MemoryReport,
  QuantizedFormat,
  Shape,
} from "@qkv/core-wasm/contract";
export { OutOfMemoryError } from "@qkv/core-wasm/contract";
export {
  causalMask,
  generateSquareSubsequentMask,
  paddingMask,
} from "./attention/attention-masks.ts";
export {
  MultiheadAttention,
  type MultiheadAttentionForwardOptions,
  type MultiheadAttentionOptions,
  type MultiheadAttentionResult,
} from "./attention/multihead-attention.ts";
export {
  type ScaledDotProductAttentionOptions,
  scaledDotProductAttention,
} from "./attention/scaled-dot-product-attention.ts";
export { noGrad } from "./autograd/grad-mode.ts";
export type { BatchSource } from "./data/batch-source.ts";
export { DataLoader } from "./data/data-loader.ts";
export type { LanguageModelBatch } from "./data/language-model-batch.ts";
export { TokenStream } from "./data/token-stream.ts";
export {
  type NestedNumbers,
  type NumericArray,
  ones,
  type TensorOptions,
  tensor,
  zeros,
} from "./device/create-tensor.ts";
export { defaultDevice, setDefaultDevice } from "./device/default-device.ts";
export {
  eye,
  type FilledTensorOptions,
  full,
  fullLike,
  onesLike,
  zerosLike,
} from "./device/filled-tensors.ts";
export { type InitOptions, init } from "./device/init.ts";
export { metaDevice } from "./device/meta-device.ts";
export {
  type RandomTensorOptions,
  rand,
  randint,
  randintLike,
  randLike,
  randn,
  randnLike,
  randperm,
} from "./device/random-tensors.ts";
export { arange, linspace, type RangeOptions } from "./device/ranges.ts";
export { referenceDevice } from "./device/reference-device.ts";
export { GpuMissingError } from "./device/webgpu-device.ts";
export type { Synchronous } from "./event-loop/synchronous.ts";
export type { GenerateOptions, GenerationResult } from "./generation/generate.ts";
export { generate } from "./generation/generate-when-called.ts";
export { AvgPool2d } from "./layers/avg-pool2d.ts";
export {
  type BatchNorm,
  BatchNorm1d,
  BatchNorm2d,
  type BatchNormModuleOptions,
} from "./layers/batch-norm.ts";
export { Conv1d, type Conv1dModuleOptions } from "./layers/conv1d.ts";
export { Conv2d, type Conv2dModuleOptions } from "./layers/conv2d.ts";
export type { Convolution, ConvolutionOptions, ConvolutionWindow } from "./layers/convolution.ts";
export { Dropout } from "./layers/dropout.ts";
export { Embedding, type EmbeddingOptions } from "./layers/embedding.ts";
export { Flatten } from "./layers/flatten.ts";
export { GELU } from "./layers/gelu.ts";
export { GroupNorm, type GroupNormModuleOptions } from "./layers/group-norm.ts";
export { Identity } from "./layers/identity.ts";
export { LayerNorm, type LayerNormModuleOptions } from "./layers/layer-norm.ts";
export { Linear, type LinearForwardOptions, type LinearOptions } from "./layers/linear.ts";
export { LogSoftmax } from "./layers/log-softmax.ts";
export { MaxPool2d } from "./layers/max-pool2d.ts";
export { ReLU } from "./layers/relu.ts";
export { RMSNorm, type RMSNormOptions } from "./layers/rms-norm.ts";
export { Sigmoid } from "./layers/sigmoid.ts";
export { SiLU } from "./layers/silu.ts";
export { Softmax } from "./layers/softmax.ts";
export { Softplus } from "./layers/softplus.ts";
export { Tanh } from "./layers/tanh.ts";
export type { WeightHolder } from "./layers/weight-holder.ts";
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
export type { Loss } from "./losses/loss.ts";
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
export { Gpt, type GptOptions } from "./models/families/gpt.ts";
export type { Initializer } from "./module/initializers.ts";
export { type LoadStateDictOptions, Module } from "./module/module.ts";
export { ModuleDict } from "./module/module-dict.ts";
export { ModuleList } from "./module/module-list.ts";
export type { ParameterOptions } from "./module/parameter-options.ts";
export { Sequential, type TensorModule } from "./module/sequential.ts";
export type { MultiplyOptions, Weight } from "./module/weight.ts";
export type { Reduction } from "./op-definition/reduce-loss.ts";
export type { Pair } from "./op-definition/window-options.ts";
export { abs } from "./ops/abs.ts";
export { adaptiveAvgPool2d } from "./ops/adaptive-avg-pool2d.ts";
export { add } from "./ops/add.ts";
export { argmax } from "./ops/argmax.ts";
export { argmin } from "./ops/argmin.ts";
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
export { type Compare, eq, ge, gt, le, lt, ne } from "./ops/compare.ts";
export { type Conv1dOptions, conv1d } from "./ops/conv1d.ts";
export { type Conv2dOptions, conv2d } from "./ops/conv2d.ts";
export { cos } from "./ops/cos.ts";
export { type CrossEntropyOptions, crossEntropy } from "./ops/cross-entropy.ts";
export { cumsum } from "./ops/cumsum.ts";
export { div } from "./ops/div.ts";
export { dropout } from "./ops/dropout.ts";
export { type EmbeddingOpOptions, embedding } from "./ops/embedding.ts";
export { erf } from "./ops/erf.ts";
export { exp } from "./ops/exp.ts";
export { expand } from "./ops/expand.ts";
export { flatten } from "./ops/flatten.ts";
export { flip } from "./ops/flip.ts";
export { fold } from "./ops/fold.ts";
export { gather } from "./ops/gather.ts";
export { type GeluOptions, gelu } from "./ops/gelu.ts";
export { type GroupNormOptions, groupNorm } from "./ops/group-norm.ts";
export { indexSelect } from "./ops/index-select.ts";
export { type InterpolateOptions, interpolate } from "./ops/interpolate.ts";
export { type LayerNormOptions, layerNorm } from "./ops/layer-norm.ts";
export { linear } from "./ops/linear.ts";
export { log } from "./ops/log.ts";
export { logSoftmax } from "./ops/log-softmax.ts";
export { maskedFill } from "./ops/masked-fill.ts";
export { type MatmulOptions, matmul } from "./ops/matmul.ts";
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
export { norm } from "./ops/norm.ts";
export { oneHot } from "./ops/one-hot.ts";
export { permute } from "./ops/permute.ts";
export { pow } from "./ops/pow.ts";
export { reciprocal } from "./ops/reciprocal.ts";
export { relu } from "./ops/relu.ts";
export { repeatInterleave } from "./ops/repeat-interleave.ts";
export { reshape } from "./ops/reshape.ts";
export { type RmsNormOptions, rmsNorm } from "./ops/rms-norm.ts";
export { roll } from "./ops/roll.ts";
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
export { type StdOptions, std } from "./ops/std.ts";
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
export {
  defaultGenerator,
  Generator,
  type GeneratorState,
  manualSeed,
} from "./random/generator.ts";
export { Device, type DeviceInfo } from "./tensor/device.ts";
export type {
  BackwardContext,
  BackwardOptions,
  GradientTarget,
  GraphNode,
} from "./tensor/graph-node.ts";
export { reportLeaks } from "./tensor/leak-reporter.ts";
export type { RandomFill } from "./tensor/random-fill.ts";
export { scope } from "./tensor/scope.ts";
export { Tensor } from "./tensor/tensor.ts";
export type { TensorMethods } from "./tensor/tensor-methods.ts";
export type {
  Dims,
  Integers,
  TensorOperations,
  TensorOrNumber,
} from "./tensor/tensor-operations.ts";
export { CharacterTokenizer, UnknownCharacterError } from "./tokenizers/character-tokenizer.ts";
export type { Tokenizer } from "./tokenizers/tokenizer.ts";
export * from "./torch-optim.ts";
export { checkpoint } from "./training/activation-checkpoint.ts";
export {
  CheckpointError,
  resumeTraining,
  saveModel,
  saveTraining,
} from "./training/checkpoint.ts";
export { type History, NonFiniteLossError, type StepRecord } from "./training/history.ts";
export {
  type FitOptions,
  Trainer,
  type TrainerCallback,
  type TrainerOptions,
  type TrainingTask,
} from "./training/trainer.ts";
export {
  type CustomDecoder,
  type CustomEncoder,
  Transformer,
  type TransformerMasks,
} from "./transformer/transformer.ts";
export type { TransformerOptions } from "./transformer/transformer-config.ts";
export { TransformerDecoder } from "./transformer/transformer-decoder.ts";
export {
  type DecoderLayerResult,
  type DecoderMasks,
  TransformerDecoderLayer,
} from "./transformer/transformer-decoder-layer.ts";
export { TransformerEncoder } from "./transformer/transformer-encoder.ts";
export {
  type EncoderMasks,
  TransformerEncoderLayer,
} from "./transformer/transformer-encoder-layer.ts";
export type { TransformerLayer } from "./transformer/transformer-layer.ts";
export type {
  StackWeights,
  TransformerActivation,
  TransformerLayerOptions,
  WeightsOptions,
} from "./transformer/transformer-options.ts";
export type { TransformerStack, TransformerStackOptions } from "./transformer/transformer-stack.ts";
export type { HostTensor } from "./weights/host-tensor.ts";
export { type LoadResult, type StateDict, StateDictError } from "./weights/state-dict.ts";
