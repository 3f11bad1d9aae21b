import { formatShape, ShapeError } from "@qkv/core-wasm/contract";
import { Embedding } from "../../layers/embedding.ts";
import { Linear } from "../../layers/linear.ts";
import { withLayout } from "../../module/axes.ts";
import { normalWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import type { ModuleList } from "../../module/module-list.ts";
import { isObserved } from "../../module/observe.ts";
import { expectParameterOptions, type ParameterOptions } from "../../module/parameter-options.ts";
import { scale } from "../../ops/scale.ts";
import { softmax } from "../../ops/softmax.ts";
import { PositionalEncoding } from "../../positions/positional-encoding.ts";
import type { Device } from "../../tensor/device.ts";
import { expectTensor } from "../../tensor/expect-tensor.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { Transformer } from "../../transformer/transformer.ts";
import { TransformerDecoder } from "../../transformer/transformer-decoder.ts";
import type { TransformerDecoderLayer } from "../../transformer/transformer-decoder-layer.ts";
import type { StackWeights } from "../../transformer/transformer-options.ts";
import type { HostTensor } from "../../weights/host-tensor.ts";
import type { EncoderDecoder } from "../roles.ts";
import { sampleIds } from "../sample-ids.ts";
import { type Seq2SeqConfig, type Seq2SeqOptions, seq2seqConfig } from "./seq2seq-options.ts";

/**
 * The encoder-decoder of "Attention is all you need" on token ids: embeddings times sqrt(dModel) plus
 * sinusoids, the transformer, and a head over the target vocabulary. arXiv:1706.03762, section 3.
 */
export class Seq2Seq extends Module implements EncoderDecoder {
  readonly role = "encoder-decoder";
  readonly modelType = "qkv-seq2seq";
  readonly config: Seq2SeqConfig;
  readonly sourceEmbedding: Embedding;
  readonly targetEmbedding: Embedding;
  readonly positions: PositionalEncoding;
  readonly transformer: Transformer;
  readonly head: Linear;

  constructor(seq2seqOptions: Seq2SeqOptions, options: ParameterOptions = {}) {
    super();
    expectParameterOptions("Seq2Seq", options);
    this.config = seq2seqConfig(seq2seqOptions);
    const { sourceVocabSize, targetVocabSize, paddingIdx, ...layers } = this.config;
    const { dModel, dropout } = layers;
    const embed = { ...options, paddingIdx, weightInit: normalWith(dModel ** -0.5) };
    this.sourceEmbedding = this.child(
      "source_embedding",
      new Embedding(sourceVocabSize, dModel, embed),
    );
    this.targetEmbedding = this.child(
      "target_embedding",
      new Embedding(targetVocabSize, dModel, embed),
    );
    this.positions = this.child(
      "positions",
      new PositionalEncoding(dModel, { ...options, dropout }),
    );
    this.transformer = this.child("transformer", new Transformer({ ...layers, ...options }));
    this.head = this.child(
      "head",
      new Linear(dModel, targetVocabSize, { ...options, axis: "vocab" }),
    );
  }

  /** int32 ids: source [N, M], target [N, Mt] -> logits [N, Mt, targetVocabSize]. Target t sees the targets up to t. */
  forward(source: Tensor, target: Tensor): Tensor {
    this.#check("source", source);
    this.#check("target", target);
    return scope(() => this.decode(target, this.encode(source), source));
  }

  /** Inputs of `forward` for a trial run: source and target [batch, 32]. */
  sampleInputs(batch: number): readonly HostTensor[] {
    const { sourceVocabSize, targetVocabSize } = this.config;
    return [sourceVocabSize, targetVocabSize].map((size) => sampleIds(batch, 32, size));
  }

  /** int32 [N, M] -> memory [N, M, dModel]. */
  encode(source: Tensor): Tensor {
    return scope(() => {
      const embedded = this.#embed("sourceEmbedding", source);
      const srcKeyPaddingMask = this.#padding(source);
      return this.transformer.encode(embedded, { srcKeyPaddingMask });
    });
  }

  /** int32 target [N, Mt] on the memory of a source -> logits [N, Mt, targetVocabSize]. */
  decode(target: Tensor, memory: Tensor, source: Tensor): Tensor {
    return this.#onTarget(() => {
      const embedded = this.#embed("targetEmbedding", target);
      const masks = { tgtIsCausal: true, memoryKeyPaddingMask: this.#padding(source) };
      const logits = this.head.forward(this.transformer.decode(embedded, memory, masks));
      const seen = this.see("logits", logits, ["N", "Mt", "vocab"]);
      if (isObserved()) this.see("probabilities", softmax(seen), ["N", "Mt", "vocab"]);
      return seen;
    });
  }

  /** Attention weights of the decoder for a source and a target. */
  decoderWeights(source: Tensor, target: Tensor): StackWeights {
    const decoder = this.#decoder;
    return this.#onTarget(() => {
      const memory = withLayout({ tokens: "M" }, () => this.encode(source));
      const embedded = this.#embed("targetEmbedding", target);
      const masks = { tgtIsCausal: true, memoryKeyPaddingMask: this.#padding(source) };
      return decoder.forwardWithWeights(embedded, memory, masks).weights;
    });
  }

  /** The decoder's norm and the head: [batch, tokens, dModel] -> logits. */
  unembed(x: Tensor): Tensor {
    return this.head.forward(this.#decoder.norm?.forward(x) ?? x);
  }

  get sourceVocabSize(): number {
    return this.config.sourceVocabSize;
  }

  get targetVocabSize(): number {
    return this.config.targetVocabSize;
  }

  get paddingIdx(): number {
    return this.config.paddingIdx;
  }

  get device(): Device {
    return this.head.device;
  }

  get decoderLayers(): ModuleList<TransformerDecoderLayer> {
    return this.#decoder.layers;
  }

  get #decoder(): TransformerDecoder {
    const { decoder } = this.transformer;
    if (decoder instanceof TransformerDecoder) return decoder;
    throw new TypeError("Seq2Seq: only the decoder of this library can be looked into");
  }

  #onTarget<T>(body: () => T extends PromiseLike<unknown> ? never : T): T {
    return withLayout({ tokens: "Mt" }, () => scope<T>(body));
  }

  #embed(table: "sourceEmbedding" | "targetEmbedding", ids: Tensor): Tensor {
    const scaled = scale(this[table].forward(ids), Math.sqrt(this.config.dModel));
    return this.positions.forward(this.see(table, scaled, ["N", "T", "E"]));
  }

  #padding(ids: Tensor): Tensor {
    return Transformer.generateSourceKeyPaddingMask(ids, this.config.paddingIdx);
  }

  #check(argument: string, ids: Tensor): void {
    expectTensor(this.path, argument, ids);
    const { shape, dtype } = ids;
    if (shape.length !== 2 || dtype !== "int32")
      throw new ShapeError(
        `${this.path}: ${argument} is ${dtype} ${formatShape(shape)}, expected int32 [batch, tokens]`,
      );
  }
}
