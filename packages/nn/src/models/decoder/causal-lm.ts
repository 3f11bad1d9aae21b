import { formatShape, refuseUnknownOptions, ShapeError } from "@qkv/core-wasm/contract";
import { KeyValueCaches } from "../../attention/key-value-caches.ts";
import { tensor } from "../../device/create-tensor.ts";
import type { Embedding } from "../../layers/embedding.ts";
import { Linear } from "../../layers/linear.ts";
import { normalWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import type { ModuleList } from "../../module/module-list.ts";
import { expectParameterOptions, type ParameterOptions } from "../../module/parameter-options.ts";
import { embedding } from "../../ops/embedding.ts";
import { expectObject, expectText } from "../../options/expect-argument.ts";
import type { Device } from "../../tensor/device.ts";
import { expectTensor } from "../../tensor/expect-tensor.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { HostTensor } from "../../weights/host-tensor.ts";
import { type Decoder, type DecoderForwardOptions, decoderForwardNames } from "../roles.ts";
import { sampleIds } from "../sample-ids.ts";
import { DecoderBackbone } from "./decoder-backbone.ts";
import type { DecoderBlock } from "./decoder-block.ts";
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
        ...(tieWeights ? { weight } : { weightInit: normalWith(initial.weights) }),
        bias: false,
        axis: "vocab",
      }),
    );
  }

  /** int32 ids [batch, tokens] -> logits [batch, tokens, vocabSize]. */
  forward(ids: Tensor, options: DecoderForwardOptions = {}): Tensor {
    expectTensor(this.path, "ids", ids);
    refuseUnknownOptions(this.path, options, decoderForwardNames);
    const { cache, lastOnly = false } = options;
    this.#check(ids, cache?.length ?? 0);
    return scope(() => {
      let x = this.backbone.forward(ids, cache); // [batch, tokens, dModel]
      if (lastOnly) x = lastTokens(x); // [batch, 1, dModel]
      return this.see("logits", this.unembed(x), ["N", "T", "vocab"]);
    });
  }

  /** Final norm and head: [batch, tokens, dModel] -> logits. */
  unembed(x: Tensor): Tensor {
    return this.head.forward(this.backbone.norm.forward(x));
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

  get decoderLayers(): ModuleList<DecoderBlock> {
    return this.backbone.blocks;
  }

  /** Inputs of `forward` for a trial run: ids [batch, contextLength]. */
  sampleInputs(batch: number): readonly HostTensor[] {
    return [sampleIds(batch, this.contextLength, this.vocabSize)];
  }

  newCache(batch = 1): KeyValueCaches {
    const sizes = { batch, capacity: this.contextLength };
    return new KeyValueCaches(
      [...this.backbone.blocks].map(({ attention }) => attention.newCache(sizes)),
    );
  }

  #check({ shape }: Tensor, start: number): void {
    const tokens = shape[1];
    if (shape.length === 2 && tokens !== undefined && tokens >= 1)
      if (start + tokens <= this.contextLength) return;
    throw new ShapeError(
      `${this.path}: ids are ${formatShape(shape)}${start > 0 ? ` after ${start} in the cache` : ""}, ` +
        `expected [batch, tokens] with at most ${this.contextLength} tokens (contextLength)`,
    );
  }
}

/** [batch, tokens, width] -> [batch, 1, width], the last token of each sequence. */
function lastTokens(x: Tensor): Tensor {
  const [batch, tokens, width] = x.shape as [number, number, number];
  const last = Int32Array.from({ length: batch }, (_, i) => (i + 1) * tokens - 1);
  const rows = embedding(x.reshape(batch * tokens, width), tensor(last, { device: x.device }));
  return rows.reshape(batch, 1, width);
}
