import type { AttentionCalls } from "./attention-calls.ts";
import type { CheckpointAsk, CheckpointCalls } from "./checkpoint-calls.ts";
import type { ComparisonCalls } from "./comparison-calls.ts";
import type { LessonCalls } from "./lesson-calls.ts";
import type { TrainingCalls } from "./training-calls.ts";

export * from "./attention-calls.ts";
export * from "./checkpoint-calls.ts";
export * from "./comparison-calls.ts";
export * from "./lesson-calls.ts";
export * from "./training-calls.ts";

/**
 * What the page and the worker that computes say to each other: every call with what is asked, what is told on the way and
 * what is answered. All of it is plain data; typed arrays are handed over, not copied. The page knows no tensor, and the
 * worker no picture.
 */
export interface Calls
  extends AttentionCalls,
    CheckpointCalls,
    ComparisonCalls,
    TrainingCalls,
    LessonCalls {
  /** Load a model, or find that it is loaded: "whale", "hub:openai-community/gpt2", or a name that `files` came under. */
  openModel: {
    ask: CheckpointAsk;
    event: Loading;
    answer: ModelAnswer;
  };
  /** What the model computes for a text, every tensor on the way. */
  forward: { ask: ForwardAsk; event: Loading; answer: ForwardAnswer };
  /** How one number of a forward pass was made. */
  explainCell: { ask: ExplainAsk; event: Loading; answer: Explanation };
  /** The tokens that the library's own generation puts after a text. */
  generate: {
    ask: GenerateAsk;
    event: TokenAnswer;
    answer: { readonly tokens: readonly TokenAnswer[] };
  };
  /** What PyTorch computes of a model that comes with the page. */
  pytorchValues: {
    ask: { readonly model: string };
    event: never;
    answer: PytorchValues | undefined;
  };
  /** One of the model's weights. */
  parameter: {
    ask: { readonly model: string; readonly name: string };
    event: Loading;
    answer: TensorAnswer;
  };
  /** What computes here: device, threads, build, and why. */
  device: { ask: Record<string, never>; event: never; answer: DeviceAnswer };
}

export type CallName = keyof Calls;
export type Ask<K extends CallName> = Calls[K]["ask"];
export type Event<K extends CallName> = Calls[K]["event"];
export type Answer<K extends CallName> = Calls[K]["answer"];

/** Values with their shape. */
export interface TensorAnswer {
  /** Path of the module or parameter, as in the state dict; "" is the model itself. */
  readonly name: string;
  /** What it is to its module: "q", "weights", "output"; "weight" of parameters. */
  readonly role: string;
  /** Symbols of the axes: N batch, M and Mt tokens of source and target, E width, nhead heads, vocab. */
  readonly axes: readonly string[];
  readonly shape: readonly number[];
  readonly data: Float32Array;
  /** Measured: since the tensor before. Browsers round it, to 5 microseconds where the page is isolated, else to 100. */
  readonly microseconds?: number;
  /** d(loss)/d(values), where gradients were asked for and reach it. */
  readonly gradient?: Float32Array;
}

/** What PyTorch computed for a sentence, at every node that a pass shows. */
export interface PytorchValues {
  readonly text: string;
  /** Ids that the model says of it: the likeliest ones, of an encoder-decoder. */
  readonly more: readonly number[];
  /** Of PyTorch, and of transformers on it. */
  readonly versions: { readonly torch: string; readonly transformers: string };
  /** In the order of a pass. */
  readonly tensors: readonly Pick<TensorAnswer, "name" | "role" | "shape" | "data">[];
}

export interface Loading {
  readonly phase: "download" | "load";
  readonly bytesDone: number;
  readonly bytesTotal: number;
}

export interface ParameterSummary {
  readonly name: string;
  readonly shape: readonly number[];
  /** "attention", "feed-forward", "normalisation": which part of the model it belongs to. */
  readonly component: string;
  /** It is the same matrix as one before it in the list, under another name. */
  readonly tied?: true;
}

export interface ModelAnswer {
  readonly model: string;
  readonly role: "decoder" | "encoder" | "encoder-decoder" | "transcriber";
  /** `model_type` of its config.json. */
  readonly family: string;
  readonly parameters: readonly ParameterSummary[];
  /** Paths of the modules that add to the residual stream, first to last. */
  readonly layers: readonly string[];
  readonly vocabSize: number;
  readonly contextLength: number;
  /** Bytes of its weights in memory. */
  readonly bytes: number;
}

export interface ForwardAsk {
  readonly model: string;
  /** Of an encoder-decoder, the source. */
  readonly text: string;
  /** Of an encoder-decoder, what it is to say; what its targets begin with unless given. */
  readonly target?: string;
  /** Ids of what was generated: after those of the text, of an encoder-decoder after those of the target. */
  readonly more?: readonly number[];
  /** Also d(loss)/d(tensor), where the loss is that of each next token. */
  readonly gradients?: boolean;
}

export interface TokenAnswer {
  readonly id: number;
  /** As a reader sees it; a part of a character is "\ufffd". */
  readonly text: string;
}

/** A token that may come next. */
export interface NextToken extends TokenAnswer {
  readonly probability: number;
}

export interface ForwardAnswer {
  readonly tokens: readonly TokenAnswer[];
  readonly targetTokens?: readonly TokenAnswer[];
  /** In the order in which they were made. */
  readonly tensors: readonly TensorAnswer[];
  /** The likeliest tokens after the last one, likeliest first; none of a model that foresees nothing. */
  readonly next: readonly NextToken[];
  /** Mean negative log-likelihood of each next token, in nats, of more than one token. */
  readonly loss?: number;
  /** Measured: of the pass, with every tensor kept. */
  readonly milliseconds: number;
  /** Counted: floating-point operations, a multiply-add two. */
  readonly flops: number;
}

export interface ExplainAsk {
  readonly model: string;
  readonly text: string;
  readonly more?: readonly number[];
  /** Which of the tensors of the answer to `forward`. */
  readonly tensor: number;
  /** An index for each of its axes. */
  readonly cell: readonly number[];
}

/** Numbers side by side, such as a row of a matrix. */
export interface Vector {
  /** What it is a part of, as in the state dict, and which part: "ln_1 output", "[2, :]". */
  readonly name: string;
  readonly part: string;
  readonly values: Float32Array;
}

export interface Term {
  readonly name: string;
  readonly part: string;
  readonly value: number;
}

/**
 * How a number was made. Each is checked before it is given: what it says, computed again in float64, is the number, to
 * the rounding of float32.
 */
export type Explanation =
  /** scale (left · right) + terms (bias, and the residual stream), perhaps through an activation. */
  | {
      readonly kind: "dot";
      readonly left: Vector;
      readonly right: Vector;
      readonly scale: number;
      readonly terms: readonly Term[];
      readonly activation?: string;
    }
  /** The same number as there, a part that was cut out or joined. */
  | { readonly kind: "copy"; readonly from: Term }
  | { readonly kind: "sum"; readonly terms: readonly Term[] }
  | {
      readonly kind: "norm";
      readonly norm: "layerNorm" | "rmsNorm";
      readonly row: Vector;
      readonly index: number;
      /** 0 of an RMSNorm. */
      readonly mean: number;
      /** Of an RMSNorm the mean of the squares. */
      readonly variance: number;
      readonly eps: number;
      readonly weight: number;
      readonly bias: number;
    }
  | { readonly kind: "softmax"; readonly row: Vector; readonly index: number }
  | {
      readonly kind: "activation";
      readonly activation: string;
      readonly input: Term;
      readonly gate?: Term;
    }
  /** scale (own cos(angle) + sign partner sin(angle)): one number of a pair that was turned by its token's position. */
  | {
      readonly kind: "rotation";
      readonly position: number;
      /** Which pair of channels. */
      readonly pair: number;
      /** Radians from one position to the next, of this pair and of all. */
      readonly frequency: number;
      readonly frequencies: Float32Array;
      /** position * frequency. */
      readonly angle: number;
      readonly scale: number;
      /** -1 of the first number of a pair. */
      readonly sign: -1 | 1;
      readonly own: Term;
      readonly partner: Term;
      /** The pair when it is turned. */
      readonly turned: readonly [first: number, second: number];
    }
  /** The tokenizer gave it. */
  | { readonly kind: "given" }
  /** Nobody may look there: a causal mask. */
  | { readonly kind: "masked"; readonly left: Vector; readonly right: Vector }
  /** Made in a way that is not told apart here. */
  | { readonly kind: "unknown" };

export interface GenerateAsk {
  readonly model: string;
  readonly text: string;
  readonly count: number;
  readonly temperature: number;
  /** 0: all. */
  readonly topK: number;
  readonly topP: number;
  readonly seed: number;
}

export type DeviceAnswer = Readonly<Record<string, string | number | boolean>>;

/** From the page to the worker. */
export type ToWorker =
  | { readonly type: "start"; readonly base: string }
  | { readonly type: "ask"; readonly id: number; readonly kind: CallName; readonly ask: unknown }
  | { readonly type: "cancel"; readonly id: number };

/** From the worker to the page. */
export type FromWorker =
  | { readonly type: "event"; readonly id: number; readonly event: unknown }
  | { readonly type: "answer"; readonly id: number; readonly answer: unknown }
  | {
      readonly type: "failure";
      readonly id: number;
      readonly name: string;
      readonly message: string;
    };
