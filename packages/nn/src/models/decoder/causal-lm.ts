import { formatShape, refuseUnknownOptions, ShapeError } from "@qkv/core-wasm/contract";
import { KeyValueCaches } from "../../attention/key-value-caches.ts";
import type { RaggedCaches } from "../../attention/ragged-caches.ts";
import { tensor } from "../../device/create-tensor.ts";
import type { Embedding } from "../../layers/embedding.ts";
import { Linear } from "../../layers/linear.ts";
import { filledWith, normalWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import type { ModuleList } from "../../module/module-list.ts";
import { expectParameterOptions, type ParameterOptions } from "../../module/parameter-options.ts";
import { embedding } from "../../ops/embedding.ts";
import { rotatedAlikeUpTo } from "../../ops/rope-frequencies.ts";
import { scale } from "../../ops/scale.ts";
import { tanh } from "../../ops/tanh.ts";
import { expectObject, expectText } from "../../options/expect-argument.ts";
import type { Device } from "../../tensor/device.ts";
import { expectTensor } from "../../tensor/expect-tensor.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { HostTensor } from "../../weights/host-tensor.ts";
import { keyMask } from "../block/key-mask.ts";
import type { TransformerBlock } from "../block/transformer-block.ts";
import { nextTokenLoss } from "../heads/next-token-loss.ts";
import { withLoss } from "../heads/with-loss.ts";
import {
  type Decoder,
  type DecoderForwardOptions,
  decoderForwardNames,
  type NamedTensors,
} from "../roles.ts";
import { sampleIds } from "../sample-ids.ts";
import { DecoderBackbone } from "./decoder-backbone.ts";
import type { DecoderNames } from "./decoder-names.ts";
import type { DecoderOptions } from "./decoder-options.ts";

/** A decoder-only language model: the backbone, and a head over the vocabulary. */
export class CausalLM extends Module implements Decoder {
  readonly role = "decoder";
  readonly modelType: string;
  readonly options: DecoderOptions;
  readonly backbone: DecoderBackbone;
  readonly head: Linear;

  constructor(
    modelType: string,
    names: DecoderNames,
    decoder: DecoderOptions,
    options: ParameterOptions = {},
  ) {
    super();
    expectText("CausalLM", "modelType", modelType);
    expectObject("CausalLM", "names", names, "the names of its parts", "backbone", "head");
    expectObject("CausalLM", "decoder", decoder, "the decoder's options", "vocabSize", "norm");
    expectParameterOptions("CausalLM", options);
    const { vocabSize, dModel, tieWeights, initial } = decoder;
    this.modelType = modelType;
    this.options = decoder;
    this.backbone = this.child(names.backbone, new DecoderBackbone(decoder, names, options));
    const { weight } = this.tokenEmbedding;
    this.head = this.child(
      names.head,
      new Linear(dModel, vocabSize, {
        ...options,
        ...(tieWeights ? { weight } : { weightInit: normalWith(initial.head ?? initial.weights) }),
        bias: decoder.headBias ?? false,
        biasInit: filledWith(0),
        axis: "vocab",
      }),
    );
  }

  /** int32 ids [batch, tokens] -> logits [batch, tokens, vocabSize]. */
  forward(ids: Tensor, options: DecoderForwardOptions = {}): Tensor {
    expectTensor(this.path, "ids", ids);
    refuseUnknownOptions(this.path, options, decoderForwardNames);
    const { cache, lastOnly = false, attentionMask, positions } = options;
    if (cache && "asked" in cache) return this.#ragged(ids, cache, options);
    const start = cache?.length ?? 0;
    this.#check(ids, start, start + (ids.shape[1] ?? 0));
    return scope(() => {
      const [batch, tokens] = ids.shape as readonly [number, number];
      const mask = keyMask(this.path, attentionMask, [batch, start + tokens]);
      let x = this.backbone.forward(ids, { cache, mask, positions }); // [batch, tokens, dModel]
      if (lastOnly) x = lastTokens(x); // [batch, 1, dModel]
      return this.see("logits", this.unembed(x), ["N", "T", "vocab"]);
    });
  }

  /** Sequences of different lengths, one behind the other: ids [1, tokens] -> [1, tokens or those asked for, vocabSize]. */
  #ragged(ids: Tensor, cache: RaggedCaches, options: DecoderForwardOptions): Tensor {
    const { length } = cache.positions;
    this.#check(ids, 0, cache.reach);
    for (const name of ["attentionMask", "positions"] as const)
      if (options[name])
        throw new TypeError(
          `${this.path}: ${name} is given, expected it left out with RaggedCaches`,
        );
    if (ids.shape[0] !== 1 || ids.shape[1] !== length)
      throw new ShapeError(
        `${this.path}: ids are ${formatShape(ids.shape)}, expected [1, ${length}]`,
      );
    return scope(() => {
      const positions = tensor(cache.positions, { shape: [1, length], device: ids.device });
      const x = this.backbone.forward(ids, { cache, positions });
      const asked = options.lastOnly ? pickTokens(x, cache.asked, 1) : x;
      return this.see("logits", this.unembed(asked), ["N", "T", "vocab"]);
    });
  }

  /** By Hugging Face's names: { input_ids, attention_mask, position_ids } -> { logits }, and with { labels }, which are ids or -100, { loss }. */
  forwardNamed(inputs: NamedTensors): NamedTensors {
    expectObject(this.path, "inputs", inputs, "tensors by name");
    const { input_ids: ids, attention_mask: attentionMask, position_ids: positions } = inputs;
    expectTensor(this.path, "input_ids", ids);
    const logits = this.forward(ids, { attentionMask, positions });
    const loss = ([labels]: readonly Tensor[]) => nextTokenLoss(logits, labels!);
    return withLoss(this, inputs, { logits }, { targets: ["labels"], loss });
  }

  hiddenStates(inputs: NamedTensors): Tensor {
    expectObject(this.path, "inputs", inputs, "tensors by name");
    const { input_ids: ids, attention_mask: attentionMask, position_ids: positions } = inputs;
    expectTensor(this.path, "input_ids", ids);
    this.#check(ids, 0, ids.shape[1] ?? 0);
    return scope(() => {
      const mask = keyMask(this.path, attentionMask, ids.shape as readonly [number, number]);
      return this.backbone.norm.forward(this.backbone.forward(ids, { mask, positions }));
    });
  }

  /** Final norm and head: [batch, tokens, dModel] -> logits. */
  unembed(x: Tensor): Tensor {
    const logits = this.head.forward(this.backbone.norm.forward(x));
    const { logitSoftCap: cap } = this.options;
    return cap === undefined ? logits : scale(tanh(scale(logits, 1 / cap)), cap);
  }

  get vocabSize(): number {
    return this.options.vocabSize;
  }

  get contextLength(): number {
    return this.options.contextLength;
  }

  get tokenEmbedding(): Embedding {
    return this.backbone.tokenEmbedding;
  }

  get dModel(): number {
    return this.options.dModel;
  }

  get device(): Device {
    return this.head.device;
  }

  get decoderLayers(): ModuleList<TransformerBlock> {
    return this.backbone.blocks;
  }

  /** Inputs of `forward` for a trial run: ids [batch, contextLength]. */
  sampleInputs(batch: number): readonly HostTensor[] {
    return [sampleIds(batch, this.contextLength, this.vocabSize)];
  }

  get cacheRenewedAt(): number | undefined {
    const { positions } = this.options;
    const scaling = typeof positions === "object" ? positions.scaling : undefined;
    return scaling?.type === "longrope" ? scaling.originalMaxPositions : undefined;
  }

  get rotatedAlikeUpTo(): number | undefined {
    const { positions } = this.options;
    return typeof positions === "object" ? rotatedAlikeUpTo(positions.scaling) : undefined;
  }

  newCache(batch = 1, capacity = this.contextLength): KeyValueCaches {
    const sizes = { batch, capacity };
    return new KeyValueCaches(
      [...this.backbone.blocks].map(({ attention }) => attention.newCache(sizes)),
    );
  }

  /** Rotations have no end; what a cache has room for is its own affair. */
  get #longest(): number {
    return typeof this.options.positions === "object"
      ? Number.POSITIVE_INFINITY
      : this.contextLength;
  }

  /** `reach`: one more than the highest position. */
  #check({ shape }: Tensor, start: number, reach: number): void {
    const tokens = shape[1];
    if (shape.length === 2 && tokens !== undefined && tokens >= 1)
      if (reach <= this.#longest) return;
    throw new ShapeError(
      `${this.path}: ids are ${formatShape(shape)}${start > 0 ? ` after ${start} in the cache` : ""}, ` +
        `expected [batch, tokens] with at most ${this.contextLength} tokens (contextLength)`,
    );
  }
}

/** [batch, tokens, width] -> [batch, 1, width], the last token of each sequence. */
function lastTokens(x: Tensor): Tensor {
  const [batch, tokens] = x.shape as [number, number, number];
  if (tokens === 1) return x;
  return pickTokens(
    x,
    Int32Array.from({ length: batch }, (_, i) => (i + 1) * tokens - 1),
    batch,
  );
}

/** [any, tokens, width] -> [batch, picked / batch, width], tokens by their places in all of x. */
function pickTokens(x: Tensor, places: Int32Array, batch: number): Tensor {
  const width = x.shape[2]!;
  const rows = embedding(x.reshape(-1, width), tensor(places, { device: x.device }));
  return rows.reshape(batch, -1, width);
}
