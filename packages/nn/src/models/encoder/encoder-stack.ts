import { combineMasks } from "../../attention/attention-masks.ts";
import { LocalWindow } from "../../attention/local-window.ts";
import type { SelfAttentionRotaryOptions } from "../../attention/self-attention-options.ts";
import { normalWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import { ModuleList } from "../../module/module-list.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { RotaryEmbedding } from "../../positions/rotary-embedding.ts";
import { T5RelativeBias } from "../../positions/t5-relative-bias.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type BlockNorm, blockNorm } from "../block/block-norm.ts";
import { keyMask } from "../block/key-mask.ts";
import { type SharedByBlocks, TransformerBlock } from "../block/transformer-block.ts";
import type { EncoderStackNames, EncoderStackOptions } from "./encoder-stack-options.ts";

/** What goes through an encoder beside the residual stream. */
export interface EncoderContext {
  /** int32 [batch, tokens]: 1 of tokens, 0 of padding, which nobody looks at. */
  readonly attentionMask?: Tensor | undefined;
  /** int32 [tokens] or [batch, tokens], for rotary positions. */
  readonly positions?: Tensor | undefined;
}

/** The blocks of an encoder, on what is already embedded: each token sees all, or its neighbours on both sides. */
export class EncoderStack extends Module {
  readonly blocks: ModuleList<TransformerBlock>;
  /** Behind the last block. */
  readonly norm: BlockNorm | undefined;
  readonly relativeBias: T5RelativeBias | undefined;
  readonly #window: LocalWindow | undefined;
  readonly #local: readonly boolean[];

  constructor(stack: EncoderStackOptions, names: EncoderStackNames, options: ParameterOptions) {
    super();
    const { layers, dModel, attention, local, relativeBias, initial } = stack;
    const block = { ...stack, attention: { causal: false, ...attention } };
    const rotated = this.#rotary("rotary_emb", stack.rotations, stack, options);
    const near = local?.rotations
      ? this.#rotary("rotary_emb_local", local.rotations, stack, options)
      : rotated;
    this.#local = local?.layers ?? [];
    this.#window = local && this.child("window", new LocalWindow(local.reach));
    const shared = (layer: number): SharedByBlocks => ({
      ...(this.#local[layer] ? near : rotated),
      withoutAttentionNorm: layer === 0 && stack.firstWithoutAttentionNorm === true,
    });
    const blocks = Array.from(
      { length: layers },
      (_, i) => new TransformerBlock(block, names, options, shared(i)),
    );
    this.blocks = this.child(names.layers, new ModuleList(blocks));
    if (relativeBias)
      this.relativeBias = this.child(
        names.relativeBias ?? "relative_attention_bias",
        new T5RelativeBias(attention.heads, {
          ...{ ...options, weightInit: normalWith(initial.weights) },
          ...relativeBias,
        }),
      );
    if (names.norm !== undefined)
      this.norm = this.child(names.norm, blockNorm(dModel, stack.norm, options));
  }

  /** [batch, tokens, dModel] -> the same. */
  forward(x: Tensor, { attentionMask, positions }: EncoderContext = {}): Tensor {
    return scope(() => {
      const [batch, tokens] = x.shape as [number, number, number];
      const padding = keyMask(this.path, attentionMask, [batch, tokens]);
      const mask = combineMasks(this.relativeBias?.forward(tokens), padding);
      const nearMask = combineMasks(mask, this.#window?.mask(x.device, tokens));
      let y = x;
      for (const [i, block] of [...this.blocks].entries())
        y = block.forward(y, { mask: this.#local[i] ? nearMask : mask, positions });
      return this.norm ? this.norm.forward(y) : y;
    });
  }

  /** Tables of rotations are made once for all blocks. */
  #rotary(
    name: string,
    rotations: SelfAttentionRotaryOptions | undefined,
    { dModel, attention }: EncoderStackOptions,
    { device }: ParameterOptions,
  ): SharedByBlocks {
    if (!rotations) return {};
    const { headSize = dModel / attention.heads } = attention;
    const { dim = headSize, ...rest } = rotations;
    const rotary = new RotaryEmbedding(dim, { ...(device ? { device } : {}), ...rest });
    return { rotary: this.child(name, rotary) };
  }
}
