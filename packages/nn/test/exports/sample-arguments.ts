import { KeyValueCache } from "../../src/attention/key-value-cache.ts";
import { KeyValueCaches } from "../../src/attention/key-value-caches.ts";
import { SelfAttention } from "../../src/attention/self-attention.ts";
import { SlidingKeyValueCache } from "../../src/attention/sliding-key-value-cache.ts";
import { SlidingWindow } from "../../src/attention/sliding-window.ts";
import { PaddedPairs } from "../../src/data/padded-pairs.ts";
import { tensor, zeros } from "../../src/device/create-tensor.ts";
import { defaultDevice } from "../../src/device/default-device.ts";
import { NoiseSchedule } from "../../src/diffusion/noise-schedule.ts";
import { GenerationBatch } from "../../src/generation/batch/generation-batch.ts";
import * as main from "../../src/index.ts";
import { capture } from "../../src/inspection/capture.ts";
import { FeatureStatistics } from "../../src/metrics/frechet/feature-statistics.ts";
import { filesInMemory } from "../../src/model-folder/files-in-memory.ts";
import { Seq2Seq } from "../../src/models/encoder-decoder/seq2seq.ts";
import { configOf, modelFromConfig } from "../../src/models/families/find-family.ts";
import { defineOptions } from "../../src/options/define-options.ts";
import { flag } from "../../src/options/fields.ts";
import { AlibiBias } from "../../src/positions/alibi-bias.ts";
import { PositionalEmbedding } from "../../src/positions/positional-embedding.ts";
import { PositionalEncoding } from "../../src/positions/positional-encoding.ts";
import { RotaryEmbedding } from "../../src/positions/rotary-embedding.ts";
import { T5RelativeBias } from "../../src/positions/t5-relative-bias.ts";
import { recipes } from "../../src/recipes/recipes.ts";
import type { Device } from "../../src/tensor/device.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { PairVocabularies } from "../../src/tokenizers/pair-vocabularies.ts";
import { PretrainedTokenizer } from "../../src/tokenizers/pretrained-tokenizer.ts";
import { StreamingDecoder } from "../../src/tokenizers/streaming-decoder.ts";
import { SymbolVocabulary } from "../../src/tokenizers/symbol-vocabulary.ts";
import { bytesSource } from "../../src/weights/byte-source.ts";
import { openSafetensors } from "../../src/weights/open-safetensors.ts";
import { SafetensorsStream } from "../../src/weights/safetensors-stream.ts";
import { writeSafetensors } from "../../src/weights/write-safetensors.ts";
import { pngOf } from "../preprocessing/png-of.ts";
import { chunk, riff, waveFormat } from "../preprocessing/wave-bytes.ts";
import { tinyTraining } from "../tiny-training.ts";
import type { Callable, Parameter } from "./callables.ts";

const float = (...shape: number[]): Tensor => zeros(shape);
const ids = (...shape: number[]): Tensor =>
  tensor(new Int32Array(shape.reduce((a, b) => a * b, 1)), { shape });

const gpt = () => new main.Gpt({ vocabSize: 3, contextLength: 4, layers: 1, heads: 1, dModel: 2 });
const sizes = { dModel: 4, nhead: 2, dimFeedforward: 8 };
const seq2seq = () =>
  new Seq2Seq({
    ...{ sourceVocabSize: 4, targetVocabSize: 4, numEncoderLayers: 1, numDecoderLayers: 1 },
    ...sizes,
  });
const encoderLayer = () => new main.TransformerEncoderLayer(sizes);
const decoderLayer = () => new main.TransformerDecoderLayer(sizes);
const attention = () => new SelfAttention({ dModel: 4, heads: 2 });
const tinyRun = () =>
  recipes[0]
    .plan({ layers: 1, heads: 1, dModel: 2, context: 2, batch: 1, steps: 1 })
    .prepare({ text: "a whale ".repeat(8), source: "here", sha256: "ab" })
    .start();
const optimizer = () => new main.SGD([zeros([2]).makeLasting().requiresGrad_()], { lr: 0.1 });
const cacheSizes = { heads: 2, headSize: 2, capacity: 4 };
const cache = () => new KeyValueCache(defaultDevice(), cacheSizes);
function filledCaches(): KeyValueCaches {
  const one = cache();
  one.append(rows(), rows());
  return new KeyValueCaches([one]);
}
const rows = () => float(1, 2, 1, 2);
const pairIds = { paddingIdx: 0, beginIdx: 1, endIdx: 2 };
const file = () =>
  writeSafetensors([["weight", { dtype: "float32", shape: [1], values: Float32Array.of(1) }]]);
const checkpoint = () => openSafetensors(bytesSource(file()));
const fitting = () =>
  openSafetensors(
    bytesSource(
      writeSafetensors([
        ["weight", { dtype: "float32", shape: [1, 1], values: Float32Array.of(1) }],
      ]),
    ),
  );
const picture = () => ({ width: 1, height: 1, data: new Uint8Array(3) });
const symbols = () => SymbolVocabulary.train([["a"]]);
const pairs = [{ source: [1], target: [2] }];
const hostIds = () => [{ dtype: "int32", shape: [1, 2], values: Int32Array.of(1, 2) }];

const denoise = (x: Float64Array) => x;
const denoiser = () =>
  modelFromConfig({
    ...{ model_type: "diffusion-transformer", in_channels: 1, sample_size: 2, patch_size: 2 },
    ...{ num_layers: 1, num_attention_heads: 1, attention_head_dim: 4 },
  });
const onTimesteps = () => ({ schedule: new NoiseSchedule([0.1, 0.2]), timesteps: [1, 0] });
const statistics = () => new FeatureStatistics(1).add([1, 2]);

const tinyTokenizer = { model: { type: "WordLevel", vocab: { a: 0 }, unk_token: "a" } };

const classifier = () => ({
  model: modelFromConfig({
    ...{ model_type: "bert", architectures: ["BertForSequenceClassification"], vocab_size: 3 },
    ...{ hidden_size: 2, num_hidden_layers: 1, num_attention_heads: 1, intermediate_size: 2 },
  }),
  tokenizer: new PretrainedTokenizer(tinyTokenizer),
});

/** What a class's methods are called on. */
export const instances: Readonly<Record<string, () => unknown>> = {
  ...{ Module: () => new main.Linear(4, 4), Linear: () => new main.Linear(4, 4) },
  Optimizer: optimizer,
  GenerationBatch: () => new GenerationBatch(gpt()),
  LRScheduler: () => new main.StepLR(optimizer(), { stepSize: 1 }),
  Tensor: () => float(2, 4),
  Device: defaultDevice,
  Dropout: () => new main.Dropout(0.5),
  Embedding: () => new main.Embedding(3, 4),
  MultiheadAttention: () => new main.MultiheadAttention(4, 2),
  ModuleDict: () => new main.ModuleDict({ x: new main.Linear(4, 4) }),
  ModuleList: () => new main.ModuleList([new main.Linear(4, 4)]),
  Sequential: () => new main.Sequential(new main.Linear(4, 4)),
  Trainer: () => tinyTraining().trainer,
  Transformer: () => new main.Transformer({ ...sizes, numEncoderLayers: 1, numDecoderLayers: 1 }),
  TransformerEncoder: () => new main.TransformerEncoder(encoderLayer(), 1),
  TransformerDecoder: () => new main.TransformerDecoder(decoderLayer(), 1),
  TransformerEncoderLayer: encoderLayer,
  TransformerDecoderLayer: decoderLayer,
  AlibiBias: () => new AlibiBias(2),
  PositionalEmbedding: () => new PositionalEmbedding(8, 4),
  PositionalEncoding: () => new PositionalEncoding(4),
  RotaryEmbedding: () => new RotaryEmbedding(4),
  T5RelativeBias: () => new T5RelativeBias(2),
  SlidingWindow: () => new SlidingWindow(2),
  SelfAttention: attention,
  KeyValueCache: cache,
  KeyValueCaches: () => new KeyValueCaches([cache()]),
  SlidingKeyValueCache: () =>
    new SlidingKeyValueCache(defaultDevice(), { heads: 2, headSize: 2, window: 2 }),
  CausalLM: gpt,
  EncoderModel: () =>
    modelFromConfig({
      ...{ model_type: "bert", architectures: ["BertForMaskedLM"], vocab_size: 5, hidden_size: 2 },
      ...{ num_hidden_layers: 1, num_attention_heads: 1, intermediate_size: 2 },
      ...{ max_position_embeddings: 4, pad_token_id: 0 },
    }),
  Seq2Seq: seq2seq,
  PaddedPairs: () => new PaddedPairs(pairs, { batchSize: 1, seed: 0, ...pairIds }),
  TokenStream: () => tinyTraining().data,
  DataLoader: () => new main.DataLoader([1, 2]),
  Generator: () => new main.Generator(1),
  WeightAverage: () => new main.WeightAverage(new main.Linear(4, 4)),
  ReduceLROnPlateau: () => new main.ReduceLROnPlateau(optimizer()),
  SequentialLR: () => {
    const one = optimizer();
    const parts = [1, 2].map((stepSize) => new main.StepLR(one, { stepSize }));
    return new main.SequentialLR(one, parts, [1]);
  },
  ChainedScheduler: () =>
    new main.ChainedScheduler([new main.StepLR(optimizer(), { stepSize: 1 })]),
  CharacterTokenizer: () => main.CharacterTokenizer.train("ab"),
  SymbolVocabulary: () => SymbolVocabulary.train([["a"]]),
  PretrainedTokenizer: () => new PretrainedTokenizer(tinyTokenizer),
  StreamingDecoder: () => new StreamingDecoder((ids) => ids.join("")),
  PairVocabularies: () => PairVocabularies.train([{ source: ["a"], target: ["b"] }], ""),
  AvgPool2d: () => new main.AvgPool2d(2),
  Conv1d: () => new main.Conv1d(2, 2, 1),
  Conv2d: () => new main.Conv2d(2, 2, 1),
  Flatten: () => new main.Flatten(),
  GELU: () => new main.GELU(),
  GroupNorm: () => new main.GroupNorm(2, 2),
  Identity: () => new main.Identity(),
  LayerNorm: () => new main.LayerNorm(4),
  LogSoftmax: () => new main.LogSoftmax(),
  MaxPool2d: () => new main.MaxPool2d(2),
  ReLU: () => new main.ReLU(),
  RMSNorm: () => new main.RMSNorm(4),
  Sigmoid: () => new main.Sigmoid(),
  SiLU: () => new main.SiLU(),
  Softmax: () => new main.Softmax(),
  Softplus: () => new main.Softplus(),
  Tanh: () => new main.Tanh(),
  SafetensorsStream: () => new SafetensorsStream(new Map()),
  Capture: () => capture(new main.Linear(4, 4), () => {}),
  FeatureStatistics: statistics,
  NoiseSchedule: () => new NoiseSchedule([0.1, 0.2]),
  OptionTable: () => defineOptions("made up", { on: flag({ default: true }) }),
};

/** Arguments that a call accepts, where those by the parameters' types are not. */
const ownArguments: Readonly<Record<string, () => readonly unknown[]>> = {
  "new MultiheadAttention": () => [4, 2],
  "MultiheadAttention#forward": () => [float(1, 2, 4), float(1, 2, 4), float(1, 2, 4)],
  scaledDotProductAttention: () => [rows(), rows(), rows()],
  "new Gpt": () => [{ vocabSize: 3, contextLength: 4, layers: 1, heads: 1, dModel: 2 }],
  "new ModernGpt": () => [{ vocabSize: 3, contextLength: 4, layers: 1, heads: 1, dModel: 2 }],
  "new GroupNorm": () => [2, 4],
  groupNorm: () => [float(1, 4), 2],
  conv1d: () => [float(1, 2, 4), float(2, 2, 1)],
  conv2d: () => [float(1, 2, 4, 4), float(2, 2, 1, 1)],
  batchNorm: () => [float(2, 4), { training: true }],
  avgPool1d: () => [float(1, 2, 4), 2],
  avgPool2d: () => [float(1, 2, 4, 4), 2],
  maxPool1d: () => [float(1, 2, 4), 2],
  maxPool2d: () => [float(1, 2, 4, 4), 2],
  unfold: () => [float(1, 2, 4, 4), 2],
  fold: () => [float(1, 8, 9), 4, 2],
  interpolate: () => [float(1, 2, 4), { size: 2 }],
  tensor: () => [[1, 2]],
  "new TokenStream": () => [new Int32Array(8), { batchSize: 1, contextLength: 2, seed: 0 }],
  "Conv1d#forward": () => [float(1, 2, 4)],
  "Conv2d#forward": () => [float(1, 2, 4, 4)],
  "AvgPool2d#forward": () => [float(1, 2, 4, 4)],
  "MaxPool2d#forward": () => [float(1, 2, 4, 4)],
  "new Dropout": () => [0.5],
  dropout: () => [float(1, 2, 4), 0.5],
  "Embedding#rows": () => [ids(2)],
  "Embedding#forward": () => [ids(2)],
  "Module#loadStateDict": () => [new main.Linear(4, 4).stateDict()],
  "ModuleDict#get": () => ["x"],
  "ModuleList#at": () => [0],
  "Sequential#at": () => [0],
  "new Sequential": () => [new main.Linear(4, 4)],
  asStrided: () => [float(8), [2, 4], [4, 1], 0],
  clamp: () => [float(4), { min: 0 }],
  flip: () => [float(2, 4), 0, 1],
  permute: () => [float(2, 4), 1, 0],
  roll: () => [float(2, 4), 1, 0],
  gather: () => [float(2, 4), 1, ids(2, 1)],
  indexSelect: () => [float(2, 4), 1, ids(2)],
  scatterAdd: () => [float(2, 4), 1, ids(2, 1), float(2, 1)],
  linear: () => [float(2, 4), float(3, 4), float(3)],
  maskedFill: () => [float(2, 4), ids(2, 4), 1],
  where: () => [ids(2, 4), float(2, 4), float(2, 4)],
  oneHot: () => [ids(2), 3],
  repeatInterleave: () => [float(2, 4), 2, 0],
  split: () => [float(2, 4), 1, 0],
  cosineAnnealingSchedule: () => [{ baseLr: 1, tMax: 4 }],
  exponentialSchedule: () => [{ baseLr: 1, gamma: 0.9 }],
  inverseSquareRootSchedule: () => [{ baseLr: 1, warmup: 4 }],
  lambdaSchedule: () => [{ baseLr: 1, lrLambda: () => 1 }],
  multiStepSchedule: () => [{ baseLr: 1, milestones: [1] }],
  noamSchedule: () => [{ baseLr: 1, dModel: 4, warmup: 4 }],
  oneCycleSchedule: () => [{ maxLr: 1, totalSteps: 4 }],
  stepSchedule: () => [{ baseLr: 1, stepSize: 1 }],
  constantSchedule: () => [{ peak: 1 }],
  cosineSchedule: () => [{ peak: 1, steps: 4 }],
  linearSchedule: () => [{ peak: 1, steps: 4 }],
  "new CosineAnnealingLR": () => [optimizer(), { tMax: 4 }],
  "new ExponentialLR": () => [optimizer(), { gamma: 0.9 }],
  "new InverseSquareRootLR": () => [optimizer(), { warmup: 4 }],
  "new LambdaLR": () => [optimizer(), { lrLambda: () => 1 }],
  "new MultiStepLR": () => [optimizer(), { milestones: [1] }],
  "new NoamLR": () => [optimizer(), { dModel: 4, warmup: 4 }],
  "new OneCycleLR": () => [optimizer(), { maxLr: 1, totalSteps: 4 }],
  "new StepLR": () => [optimizer(), { stepSize: 1 }],
  "new SequentialLR": () => {
    const one = optimizer();
    const parts = [1, 2].map((stepSize) => new main.StepLR(one, { stepSize }));
    return [one, parts, [1]];
  },
  sequentialSchedule: () => [[() => 1, () => 2], [1]],
  "LRScheduler#loadStateDict": () => [new main.StepLR(optimizer(), { stepSize: 1 }).stateDict()],
  "ReduceLROnPlateau#loadStateDict": () => [new main.ReduceLROnPlateau(optimizer()).stateDict()],
  "new Muon": () => [[zeros([2, 2]).requiresGrad_()]],
  "Optimizer#loadStateDict": () => [optimizer().stateDict()],
  "Optimizer#attach": () => [new main.StepLR(optimizer(), { stepSize: 1 })],
  "WeightAverage#loadStateDict": () => [1, () => new Float32Array(16)],
  "new CharacterTokenizer": () => [["a", "b"]],
  "CharacterTokenizer#decode": () => [[0, 1]],
  checkpoint: () => [new main.Linear(4, 4), float(2, 4)],
  resumeTraining: () => [tinyTraining().trainer, file()],
  saveTraining: () => [tinyTraining().trainer],
  exportRun: () => [tinyRun(), { recipe: "gpt", steps: 1 }],
  "Trainer#fit": () => [{ steps: 1 }],
  "Trainer#betweenSteps": () => [async () => 1],
  "new TransformerDecoderLayer": () => [sizes],
  "new TransformerEncoderLayer": () => [sizes],
  "RotaryEmbedding#forward": () => [float(1, 2, 1, 4)],
  additiveMask: () => [ids(1, 2), "blocked", "mask"],
  combineMasks: () => [float(1, 2)],
  "KeyValueCache#trim": () => [0],
  "KeyValueCache#reorder": () => [[0]],
  "KeyValueCaches#trim": () => [0],
  "KeyValueCaches#reorder": () => [[0]],
  "KeyValueCache#reserve": () => [2],
  "KeyValueCaches#reserve": () => [2],
  "KeyValueCaches#appendFrom": () => [filledCaches(), 1],
  "new RaggedCaches": () => [[{ cache: filledCaches(), tokens: 1 }]],
  "KeyValueCache#append": () => [rows(), rows()],
  "new KeyValueCaches": () => [[cache()]],
  defaultCollate: () => [[1, 2]],
  "new PaddedPairs": () => [pairs, { batchSize: 1, seed: 0, ...pairIds }],
  sortedPairBatches: () => [pairs, { batchSize: 1, ...pairIds }],
  pairBatch: () => [pairs, pairIds],
  sequentialWindows: () => [new Int32Array(8), { batchSize: 1, contextLength: 2 }],
  measureDevices: () => [gpt(), hostIds(), [defaultDevice()]],
  evaluating: () => [gpt(), () => 1],
  freeze: () => [gpt(), "transformer.*"],
  unfreeze: () => [gpt(), "transformer.*"],
  layerwiseLearningRates: () => [gpt(), { decay: 0.5 }],
  greedyDecode: () => [seq2seq(), [[1, 2]], { beginIdx: 1, endIdx: 2, maxLength: 2 }],
  dirac_: () => [float(2, 2, 3)],
  eye_: () => [float(2, 2)],
  sparse_: () => [float(2, 2), { sparsity: 0.5 }],
  calculateGain: () => ["relu"],
  countFlops: () => [() => float(1).add(1)],
  countLaunches: () => [() => float(1).add(1)],
  capture: () => [new main.Linear(4, 4), () => {}],
  withHook: () => [new main.Linear(4, 4), () => undefined, () => 1],
  "new Capture": () => [[]],
  logitLens: () => [gpt(), ids(1, 2)],
  accuracy: () => [float(2, 4), ids(2)],
  "new NoiseSchedule": () => [[0.1, 0.2]],
  minSnrWeights: () => [new NoiseSchedule([0.1])],
  addNoise: () => [[1], [1], 0.5],
  velocity: () => [[1], [1], 0.5],
  fromPrediction: () => [[1], [1], 0.5, "epsilon"],
  flowPair: () => [[1], [1], 0.5],
  flowSigmas: () => [{ steps: 2 }],
  karrasSigmas: () => [{ steps: 2 }],
  karrasPreconditioning: () => [1],
  timestepSpacing: () => [{ steps: 2 }],
  timestepEmbedding: () => [[1], { dim: 2 }],
  normalKl: () => [
    { mean: 0, logVariance: 0 },
    { mean: 0, logVariance: 0 },
  ],
  guide: () => [[1], [1], { scale: 2 }],
  sampleDdpm: () => [denoise, [1], onTimesteps()],
  sampleDdim: () => [denoise, [1], onTimesteps()],
  sampleDpmSolver: () => [denoise, [1], onTimesteps()],
  samplePictures: () => [denoiser(), { classes: ["LABEL_0"], steps: 1 }],
  sampleSigmas: () => [denoise, [1], { sigmas: [1, 0] }],
  sampleFlow: () => [denoise, [1], { sigmas: [1, 0] }],
  entityScores: () => [[["O"]], [["O"]]],
  entitySpans: () => [["O"], "strict"],
  confusionMatrix: () => [[1], [1]],
  classificationScores: () => [[1], [1]],
  calibrationError: () => [[0], [[1, 0]]],
  logLoss: () => [[0], [[1, 0]]],
  topKAccuracy: () => [[0], [[1, 0]]],
  multilabelScores: () => [[[1]], [[1]]],
  answerScore: () => ["a", "a"],
  frechetDistance: () => [statistics(), statistics()],
  perplexityWindows: () => [8, { maxLength: 4 }],
  stridedPerplexity: () => [gpt(), new Int32Array(8), { maxLength: 4 }],
  filesInMemory: () => [{}],
  evaluateLanguageModel: () => [gpt(), new Int32Array(8), { contextLength: 2, batchSize: 1 }],
  evaluateSequenceModel: () => [seq2seq(), pairs, { batchSize: 1, ...pairIds }],
  ablateHeads: () => [gpt(), { module: "transformer.h.0.attn", heads: [0] }, () => 1],
  gptConfig: () => [{ vocabSize: 3, contextLength: 4, layers: 1, heads: 1, dModel: 2 }],
  seq2seqConfig: () => [seq2seq().config],
  blobSource: () => [new Blob([])],
  pickedFiles: () => [[]],
  "EncoderModel#forward": () => [ids(1, 2)],
  "EncoderModel#forwardNamed": () => [{ input_ids: ids(1, 2) }],
  "EncoderModel#hiddenStates": () => [{ input_ids: ids(1, 2) }],
  "CausalLM#forward": () => [ids(1, 2)],
  "CausalLM#hiddenStates": () => [{ input_ids: ids(1, 2) }],
  "CausalLM#unembed": () => [float(1, 2, 2)],
  "Seq2Seq#forward": () => [ids(1, 2), ids(1, 2)],
  "Seq2Seq#encode": () => [ids(1, 2)],
  "Seq2Seq#decode": () => [ids(1, 2), float(1, 2, 4), ids(1, 2)],
  "Seq2Seq#decoderWeights": () => [ids(1, 2), ids(1, 2)],
  modelSize: () => [({ device }: { device: Device }) => new main.Linear(4, 4, { device })],
  defineOptions: () => ["made up", {}],
  instance: () => [main.Gpt],
  passing: () => [() => true, { expected: "all" }],
  generate: () => [gpt(), main.CharacterTokenizer.train("abc"), "a", { maxNewTokens: 1 }],
  tokenBytesOf: () => [main.CharacterTokenizer.train("null")],
  jsonSchema: () => [{ type: "null" }, main.CharacterTokenizer.train("null"), {}],
  anyJson: () => [main.CharacterTokenizer.train("null"), {}],
  markedJson: () => [
    { type: "null" },
    main.CharacterTokenizer.train("null<>"),
    { opening: "<", closing: ">" },
  ],
  regex: () => ["a", main.CharacterTokenizer.train("a")],
  gbnf: () => ['root ::= "a"', main.CharacterTokenizer.train("a")],
  generateStream: () => [gpt(), main.CharacterTokenizer.train("abc"), "a", { maxNewTokens: 1 }],
  guideAwayFrom: () => [new Float64Array(3), new Float64Array(3), 2],
  mixScores: () => [new Float64Array(3), new Float64Array(3), 2],
  logitsProcessors: () => [{}, { begun: 1, longest: 9 }],
  timestampProcessor: () => [{ noTimestampsTokenId: 4, eosTokenId: 3, beginIndex: 1 }],
  "new PairVocabularies": () => ["", symbols(), symbols()],
  "PairVocabularies#encode": () => [{ source: ["a"], target: ["b"] }],
  "PairVocabularies.train": () => [[{ source: ["a"], target: ["b"] }], ""],
  pairVocabulariesFiles: () => [new PairVocabularies("", symbols(), symbols())],
  splitSymbols: () => ["a b", " "],
  openSafetensors: () => [bytesSource(file())],
  loadCheckpoint: () => [new main.Linear(1, 1, { bias: false }), fitting()],
  renamed: () => [checkpoint(), (name: string) => name],
  transposed: () => [checkpoint(), () => false],
  writeSafetensors: () => [new Map()],
  "new SafetensorsStream": () => [new Map()],
  embedding: () => [float(3, 4), ids(2)],
  matmul: () => [float(2, 4), float(4, 2)],
  crossEntropy: () => [float(2, 4), ids(2)],
  ctcLoss: () => [float(2, 1, 3), ids(1, 1), ids(1), ids(1)],
  nllLoss: () => [float(2, 4), ids(2)],
  cosineEmbeddingLoss: () => [float(2, 4), float(2, 4), float(2)],
  "SlidingWindow#mask": () => [defaultDevice(), { queries: 1, keys: 1, queryOffset: 0 }],
  "new Seq2Seq": () => [seq2seq().config],
  padSequences: () => [[[1], [2]]],
  sequenceBatch: () => [[[1], [2]]],
  generateIds: () => [gpt(), { ids: [[1]] }],
  "new GenerationBatch": () => [gpt()],
  "GenerationBatch#submit": () => [[1]],
  plan: () => [configOf(gpt())],
  pipeline: () => ["text-classification", classifier()],
  decodeImage: () => [pngOf({ width: 1, height: 1, depth: 8, type: 0 }, () => 0)],
  resizeImage: () => [picture(), { width: 2, height: 2 }],
  imageProcessor: () => [{ image_processor_type: "ViTImageProcessor" }],
  readWave: () => [riff(chunk("fmt ", waveFormat(1, 8)), chunk("data", Uint8Array.of(1)))],
  resample: () => [new Float32Array(8), 4, 2],
  mixToMono: () => [{ sampleRate: 8, channels: [new Float32Array(8)] }],
  melFilterBank: () => [{ bins: 9, filters: 2, sampleRate: 16 }],
  soundFeatureExtractor: () => [{ feature_extractor_type: "Wav2Vec2FeatureExtractor" }],
  taskNamed: () => ["text-classification"],
  expectTask: () => [
    "text-classification",
    { model_type: "bert", architectures: ["BertForSequenceClassification"] },
  ],
  embed: () => [classifier(), ["a"]],
  readRecords: () => [
    { source: "a.txt", names: ["a.txt"], read: async () => new TextEncoder().encode("a") },
    "a.txt",
  ],
  score: () => [{ model: gpt() }, [[1, 2]]],
  pretrainedFiles: () => [{ model: gpt() }],
  "SymbolVocabulary.train": () => [[["a"]]],
  readTokenizer: () => [
    filesInMemory({ "tokenizer.json": new TextEncoder().encode(JSON.stringify(tinyTokenizer)) }),
  ],
  "new StreamingDecoder": () => [() => ""],
  "PretrainedTokenizer#addedPer": () => [1],
  "new PretrainedTokenizer": () => [tinyTokenizer, {}],
  "PretrainedTokenizer#encoding": () => [{ text: "a", pair: "a" }, {}],
  "PretrainedTokenizer#encodeBatch": () => [["a"], {}],
  "PretrainedTokenizer#decode": () => [[0], {}],
  "PretrainedTokenizer#joinTokens": () => [["a"]],
  "PretrainedTokenizer#applyChatTemplate": () => [[], { template: "{{ 1 }}" }],
  "PretrainedTokenizer#encodeChat": () => [[], { template: "{{ 1 }}" }],
  trainTokenizer: () => ["word", ["a b"], {}],
  applyChatTemplate: () => ["{{ 1 }}", [], {}],
  "new EncoderModel": () => [
    ...["x", { backbone: "b", words: "w" }, { vocabSize: 3, norm: {} }, {}],
  ],
  "new MaskedWords": () => [
    {
      ...{ decoder: "decoder", tied: false, deviation: 0.02 },
      transform: {
        ...{ dense: "dense", activation: "gelu" },
        norm: { name: "norm", options: { kind: "layerNorm", eps: 1e-5, bias: true } },
      },
    },
    new main.Embedding(3, 4),
    {},
  ],
  "new CausalLM": () => ["x", { backbone: "b", head: "h" }, { vocabSize: 3, norm: {} }],
  modelFromConfig: () => [configOf(gpt())],
  "OptionTable#fromJson": () => [{}, "file"],
  "OptionTable#splitJson": () => [{}, "file"],
  nested: () => [defineOptions("made up", {})],
  oneOf: () => [[1, 2]],
  ropeFrequencies: () => [4, 10000, { type: "linear", factor: 2 }],
  attend: () => [{ q: rows(), k: rows(), v: rows() }, { heads: 2 }],
  rope: () => [rows()],
  ropeTables: () => [defaultDevice(), 4, 4],
  "Linear#forward": () => [float(2, 4)],
  "PositionalEmbedding#forward": () => [float(1, 2, 4)],
  "SelfAttention#forward": () => [float(1, 2, 4)],
  "SelfAttention#attend": () => [float(1, 2, 4)],
  "SelfAttention#newCache": () => [{ capacity: 4 }],
  "Transformer#forward": () => [float(1, 2, 4), float(1, 2, 4)],
  "new KeyValueCache": () => [defaultDevice(), cacheSizes],
  "new SlidingKeyValueCache": () => [defaultDevice(), { heads: 2, headSize: 2, window: 2 }],
  "new SelfAttention": () => [{ dModel: 4, heads: 2 }],
  "new TransformerEncoder": () => [encoderLayer(), 1],
  "new TransformerDecoder": () => [decoderLayer(), 1],
};

const typed: Readonly<Record<string, () => unknown>> = {
  Tensor: () => float(1, 2, 4),
  TensorOrNumber: () => float(1, 2, 4),
  "Tensor | number": () => float(1, 2, 4),
  "readonly Tensor[]": () => [float(1, 2, 4)],
  Integers: () => [1, 2, 4],
  GivenParameters: () => [zeros([2]).requiresGrad_()],
  "Iterable<M>": () => [new main.Linear(4, 4)],
  "Readonly<Record<string, M>>": () => ({ x: new main.Linear(4, 4) }),
  "readonly LRScheduler[]": () => [new main.StepLR(optimizer(), { stepSize: 1 })],
  "() => Synchronous<T>": () => () => 1,
  number: () => 2,
  Pair: () => 2,
  Shape: () => [2, 4],
  "readonly number[]": () => [1],
  "number | Shape": () => 4,
  boolean: () => true,
  string: () => "a",
  Int32Array: () => new Int32Array(8),
  Uint8Array: file,
  "ArrayLike<number>": () => [0],
  "ArrayLike<number | boolean>": () => [0],
  Device: defaultDevice,
  "Backend | Device": defaultDevice,
  Optimizer: optimizer,
  Module: () => new main.Linear(4, 4),
  Decoder: gpt,
  Model: gpt,
  LanguageModel: gpt,
  EncoderDecoder: seq2seq,
  RunnableModule: gpt,
  CheckpointTarget: () => new main.Linear(4, 4),
  Tokenizer: () => main.CharacterTokenizer.train("abc"),
  "Iterable<Tensor>": () => [float(1)],
  "readonly SequencePair[]": () => pairs,
  "readonly HostTensor[]": hostIds,
  "readonly string[]": () => ["a b c d"],
  "readonly References[]": () => ["a b c d"],
  References: () => ["a b c d"],
  "readonly (readonly number[])[]": () => [[1]],
  StateDict: () => new Map(),
  Checkpoint: checkpoint,
  FileSource: () => filesInMemory({}),
  QuantizedFormat: () => "int8",
  "QuantizedFormat | WeightFormat": () => "int8",
  "readonly (Tensor | undefined)[]": () => [float(1)],
  "Dataset<T> | readonly T[]": () => [1, 2],
  "NestedNumbers | Float32Array | Float64Array | Int32Array": () => [1],
  object: () => main.Gpt,
  "GivenOf<typeof baseFields & F>": () => ({ baseLr: 0.1 }),
  L: encoderLayer,
  unknown: () => ({}),
  "() => T": () => () => 1,
};

/** Arguments that the call accepts, without options but those that it needs. */
export async function sampleArguments({ name, parameters }: Callable): Promise<unknown[]> {
  const own = await ownArguments[name]?.();
  const named = parameters.map((parameter, i) => own?.[i] ?? ofType(parameter));
  const more = parameters.at(-1)?.rest ? (own?.slice(parameters.length) ?? []) : [];
  return Promise.all([...named, ...more]);
}

function ofType({ type, isOptions }: Parameter): unknown {
  if (/^OptimizerParameters</.test(type)) return [float(1)];
  const make = typed[type];
  if (make) return make();
  return isOptions ? {} : undefined;
}

/** Methods whose objects nobody can make here, and why. */
export const hasNoSample: readonly (readonly [RegExp, reason: string])[] = [
  [/Error#/, "the library makes its errors itself"],
  [/^(ArithmeticPeak|ReadBandwidth)#/, "measure the machine"],
  [/^(CheckpointFiles|OpenFile)#/, "hold open files, which their own tests make"],
];

/** What refuses the sample itself, because it needs more than arguments: only the wrong argument that comes first is met. */
export const refusesItsSample: readonly (readonly [RegExp, reason: string])[] = [
  [/^(clipGradNorm|Tensor#backward|Tensor#item|WeightAverage#)/, "needs a state that came before"],
  [/^(ChainedScheduler|SequentialLR)#loadStateDict$/, "needs a state that came before"],
  [/[lL]ora|^(loadQuantized|Capture#get)$/, "needs an adapter, packed weights or a capture"],
  [
    /^(resumeTraining|Transformer\.load|loadFileWeights|openShardedSafetensors)$/,
    "needs a file of its own",
  ],
  [/^(dataOnDisk|openCheckpoint|openFile|readBytes|writeFileSafely)$/, "needs a file on the disk"],
  [
    /^(readModel(Description|Folder)|openModel|recipeOf|sizeOf|expectWeights|importRun)$/,
    "needs a folder",
  ],
  [/^(descriptionFiles|modelFolderFiles|requireAddressable)$/, "needs a folder's description"],
  [/^(attentionMaps|meanOfHeads)$/, "needs a capture"],
  [/^EncoderModel#embedSentences$/, "needs what sentence-transformers lists beside an encoder"],
  [/^(readPairVocabularies|tokenizerFromJSON)$/, "needs data of a file"],
  [/^new Trainer$/, "needs a training"],
  [/^(adapterFiles|baseModel|fromPretrained|generationOptions|loadAdapter)$/, "needs a folder"],
  [
    /gguf|Gguf|llama2c|Llama2c|^open(Weights|ShardedTorchCheckpoint|TorchCheckpoint|TorchFile)$/,
    "needs a file of its own",
  ],
  [
    /^(cachedModels|deleteCachedModel|describeModel|downloadModel)$/,
    "needs a page with files of its own",
  ],
  [/^(generateIds|CausalLM#forwardNamed)$/, "needs a model with room, or inputs by name"],
  [/^ablateHeads$/, "needs a body that runs the model"],
  [/^(Tensor#dataSync|quantize)$/, "not on devices that cannot be read at once"],
];
