/**
 * What the page and the worker that computes say to each other: every call with what is asked, what is told on the way and
 * what is answered. All of it is plain data; typed arrays are handed over, not copied. The page knows no tensor, and the
 * worker no picture.
 */
export interface Calls {
  /** Load a model, or find that it is loaded: "whale", "hub:openai-community/gpt2", or a name that `files` came under. */
  openModel: {
    ask: { readonly model: string; readonly files?: readonly File[] };
    event: Loading;
    answer: ModelAnswer;
  };
  /** What the model computes for a text, every tensor on the way. */
  forward: { ask: ForwardAsk; event: Loading; answer: ForwardAnswer };
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
  /** d(loss)/d(values), where gradients were asked for and reach it. */
  readonly gradient?: Float32Array;
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
  /** Of an encoder-decoder; what it is to say, or has said. */
  readonly target?: string;
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
