import type { Loading, ModelAnswer, NextToken, TokenAnswer } from "./protocol.ts";

/** What the attention view asks for. */
export interface AttentionCalls {
  /** Where every head looks, and what changes in what the model expects when some of it is taken away. */
  attention: { ask: AttentionAsk; event: Loading; answer: AttentionAnswer };
  /** What the model would expect after each layer, at each position: the logit lens. */
  logitLens: { ask: AttentionAsk; event: Loading; answer: LensAnswer };
  /** What each head adds to the logit of one token. */
  headAttribution: { ask: AttributionAsk; event: Loading; answer: AttributionAnswer };
}

/** One head of one attention module; these are counted in the order in which they run. */
export interface HeadName {
  readonly attention: number;
  readonly head: number;
}

/** "M": the text, of an encoder-decoder the source. "Mt": its target. As in the symbols of axes. */
export type Side = "M" | "Mt";

/** What is done to a pass on its way. */
export interface Interventions {
  /** Heads that say nothing. */
  readonly ablated: readonly HeadName[];
  /** Heads that say what they say in another text, as far as both texts go. */
  readonly patched: readonly HeadName[];
  readonly patchText: string;
  /** Tokens that no other one can look at. */
  readonly masked: Readonly<Record<Side, readonly number[]>>;
  /** Tokens that no layer changes: they keep the vector with which they came in. */
  readonly frozen: Readonly<Record<Side, readonly number[]>>;
}

export interface AttentionAsk {
  readonly model: string;
  /** Of an encoder-decoder, the source. */
  readonly text: string;
  /** Of an encoder-decoder; what the model itself gives unless there is one. */
  readonly target?: string;
  readonly interventions?: Interventions;
  /** The token whose prediction is compared; the usual one unless given: the last one, the first gap, the first word. */
  readonly position?: number;
}

/** Where the heads of one module look. */
export interface AttentionMapAnswer {
  /** Path of the module. */
  readonly module: string;
  /** Whose tokens look, and whose are looked at; not the same in cross-attention. */
  readonly queries: Side;
  readonly keys: Side;
  /** [heads, queries, keys] */
  readonly shape: readonly [number, number, number];
  readonly weights: Float32Array;
}

/** The vectors of a side's tokens, layer after layer: those that come in, then those after each layer. */
export interface StreamAnswer {
  readonly side: Side;
  /** Paths of the modules that gave them. */
  readonly layers: readonly string[];
  /** [layers, tokens, width] */
  readonly shape: readonly [number, number, number];
  readonly data: Float32Array;
}

/** A token that may stand at a place: how likely without an intervention, and with it. */
export interface ChangedToken extends TokenAnswer {
  readonly before: number;
  readonly after: number;
}

/** How badly each token was foreseen, in nats; of an encoder with that token masked. */
export interface LossAnswer {
  /** Which tokens were foreseen, and at which places: of the target, of an encoder-decoder. */
  readonly labels: readonly TokenAnswer[];
  readonly positions: readonly number[];
  readonly before: Float32Array;
  readonly after: Float32Array;
}

export interface AttentionAnswer {
  readonly role: ModelAnswer["role"];
  readonly tokens: readonly TokenAnswer[];
  /** What the decoder of an encoder-decoder reads: a beginning, then the target. */
  readonly targetTokens?: readonly TokenAnswer[];
  /** With the interventions, in the order in which they run. */
  readonly maps: readonly AttentionMapAnswer[];
  readonly streams: readonly StreamAnswer[];
  /** At which token the prediction stands. */
  readonly position: number;
  /** Likeliest without intervention or with it; none of a model that scores no words. */
  readonly next: readonly ChangedToken[];
  readonly loss?: LossAnswer;
}

export interface LensAnswer {
  /** First to last. */
  readonly layers: readonly string[];
  /** The tokens at whose places something is expected. */
  readonly tokens: readonly TokenAnswer[];
  /** [layer][position]: the likeliest tokens, likeliest first. */
  readonly likely: readonly (readonly (readonly NextToken[])[])[];
}

export interface AttributionAsk extends AttentionAsk {
  /** Whose logit; the likeliest one unless given. */
  readonly token?: number;
}

export interface AttributionAnswer {
  readonly token: TokenAnswer;
  readonly logit: number;
  /** Of each attention module what its heads add. */
  readonly heads: readonly { readonly module: string; readonly values: Float32Array }[];
  /** What the feed-forward networks add, first to last, and the vectors that came in. */
  readonly feedForward: readonly { readonly module: string; readonly value: number }[];
  readonly embedded: number;
  /** Biases, and what is not linear: the logit less all the others. */
  readonly rest: number;
}
