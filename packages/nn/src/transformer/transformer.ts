import { generateSquareSubsequentMask } from "../attention/attention-masks.ts";
import { LayerNorm } from "../layers/layer-norm.ts";
import { Module } from "../module/module.ts";
import {
  type ParameterOptions,
  parameterFields,
  parameterOptions,
  setInitial,
} from "../module/parameter-options.ts";
import { xavierUniform } from "../module/xavier.ts";
import { eq } from "../ops/compare.ts";
import { type Complete, defineOptions, type Given } from "../options/define-options.ts";
import { flag, instance } from "../options/fields.ts";
import { defaultGenerator } from "../random/generator.ts";
import type { Device } from "../tensor/device.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import { Tensor } from "../tensor/tensor.ts";
import { readSafetensors } from "../weights/read-safetensors.ts";
import { SafetensorsStream } from "../weights/safetensors-stream.ts";
import {
  parsePlainOptions,
  plainOptions,
  type TransformerOptions,
  transformerOptions,
} from "./transformer-config.ts";
import { TransformerDecoder } from "./transformer-decoder.ts";
import {
  type DecoderMasks,
  decoderMaskOptions,
  TransformerDecoderLayer,
} from "./transformer-decoder-layer.ts";
import { TransformerEncoder } from "./transformer-encoder.ts";
import { type EncoderMasks, TransformerEncoderLayer } from "./transformer-encoder-layer.ts";

/** An encoder or decoder of one's own. */
export type CustomEncoder = Module & Pick<TransformerEncoder, "forward">;
/** A decoder of one's own in a `Transformer`: a module that is called as `TransformerDecoder` is. */
export type CustomDecoder = Module & Pick<TransformerDecoder, "forward">;

const maskOptions = defineOptions("Transformer", {
  srcMask: instance(Tensor, { optional: true }),
  srcKeyPaddingMask: instance(Tensor, { optional: true }),
  srcIsCausal: flag({ default: false }),
  ...decoderMaskOptions.fields,
});

const loadOptions = defineOptions("Transformer.load", parameterFields);

/** Masks of one call, in PyTorch's sense: true blocks, and floats are added to the scores. */
export type TransformerMasks = Given<typeof maskOptions>;

/**
 * The encoder-decoder of "Attention is all you need" (arXiv:1706.03762), without embeddings and head;
 * PyTorch's `nn.Transformer`: dModel 512, nhead 8, 6 + 6 layers, dimFeedforward 2048, dropout 0.1.
 */
export class Transformer extends Module {
  readonly options: Complete<typeof transformerOptions>;
  readonly encoder: CustomEncoder;
  readonly decoder: CustomDecoder;
  readonly dModel: number;

  constructor(options: TransformerOptions = {}) {
    super();
    this.options = transformerOptions.complete(options);
    const { numEncoderLayers, numDecoderLayers, customEncoder, customDecoder, ...layer } =
      this.options;
    const { dModel, layerNormEps, bias } = layer;
    const norm = () =>
      new LayerNorm(dModel, { ...parameterOptions(options), eps: layerNormEps, bias });
    this.dModel = dModel;
    this.encoder = this.child(
      "encoder",
      customEncoder ??
        stack(
          new TransformerEncoderLayer(layer),
          (first) => new TransformerEncoder(first, numEncoderLayers, { norm: norm() }),
        ),
    );
    this.decoder = this.child(
      "decoder",
      customDecoder ??
        stack(
          new TransformerDecoderLayer(layer),
          (first) => new TransformerDecoder(first, numDecoderLayers, { norm: norm() }),
        ),
    );
    this.#resetParameters();
  }

  /** src [batch, source, dModel], tgt [batch, target, dModel] -> the shape of tgt. */
  forward(src: Tensor, tgt: Tensor, masks: TransformerMasks = {}): Tensor {
    expectTensor(this.path, "src", src);
    expectTensor(this.path, "tgt", tgt);
    this.#check("src", src);
    this.#check("tgt", tgt);
    const { srcMask, srcKeyPaddingMask, srcIsCausal, ...decoderMasks } = maskOptions.complete(
      masks,
      this,
    );
    const encoderMasks = { srcMask, srcKeyPaddingMask, isCausal: srcIsCausal };
    return scope(() => this.decode(tgt, this.encode(src, encoderMasks), decoderMasks));
  }

  /** The encoder alone: src -> memory, of the same shape. */
  encode(src: Tensor, masks: EncoderMasks = {}): Tensor {
    expectTensor(this.path, "src", src);
    this.#check("src", src);
    return this.encoder.forward(src, masks);
  }

  /** The decoder alone, on what `encode` gave. */
  decode(tgt: Tensor, memory: Tensor, masks: DecoderMasks = {}): Tensor {
    expectTensor(this.path, "tgt", tgt);
    expectTensor(this.path, "memory", memory);
    this.#check("tgt", tgt);
    this.#check("memory", memory);
    return this.decoder.forward(tgt, memory, masks);
  }

  /** float32 [size, size]: 0 up to the diagonal, -Infinity above. */
  static generateSquareSubsequentMask(size: number, device?: Device): Tensor {
    return generateSquareSubsequentMask(size, device);
  }

  /** int32 [batch, tokens]: 1 where the id is that of the padding. */
  static generateSourceKeyPaddingMask(ids: Tensor, paddingIdx: number): Tensor {
    return eq(ids, paddingIdx);
  }

  /** Parameters under PyTorch's keys, and the options, as a safetensors file. */
  async save(): Promise<Uint8Array> {
    const metadata = { format: "pt", options: JSON.stringify(plainOptions(this.options)) };
    return new SafetensorsStream(this.namedTensors(), metadata).bytes();
  }

  /** The transformer that `save` wrote, bit for bit. */
  static load(bytes: Uint8Array, options: ParameterOptions = {}): Transformer {
    const placed = loadOptions.complete(options);
    const { tensors, metadata } = readSafetensors(bytes);
    const transformer = new Transformer({ ...parsePlainOptions(metadata.options), ...placed });
    transformer.loadStateDict(tensors);
    return transformer;
  }

  /** Every matrix uniform by Glorot and Bengio, as PyTorch starts. */
  #resetParameters(): void {
    const generator = this.options.generator ?? defaultGenerator;
    for (const parameter of this.parameters()) {
      const [rows, columns] = parameter.shape;
      if (rows === undefined || columns === undefined) continue;
      if (parameter.device.backend.shapesOnly) continue;
      setInitial(parameter, xavierUniform(rows)(parameter.size, columns, generator));
    }
  }

  #check(argument: string, tensor: Tensor): void {
    if (tensor.dtype !== "float32") this.refuse(argument, tensor, "float32");
    if (tensor.shape.length !== 2 && tensor.shape.length !== 3)
      this.refuse(argument, tensor, "[batch, tokens, dModel] or [tokens, dModel]");
    if (tensor.shape.at(-1) !== this.dModel)
      this.refuse(argument, tensor, `last dimension ${this.dModel} (dModel)`);
  }
}

/** A stack copies the layer it is given; the pattern itself is not needed any more. */
function stack<L extends Module, S>(pattern: L, build: (pattern: L) => S): S {
  const built = build(pattern);
  pattern.dispose();
  return built;
}
