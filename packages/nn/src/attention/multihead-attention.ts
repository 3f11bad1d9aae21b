import { zeros } from "../device/create-tensor.ts";
import { Linear } from "../layers/linear.ts";
import { withLayout } from "../module/axes.ts";
import { filledWith } from "../module/initializers.ts";
import { Module } from "../module/module.ts";
import { newParameter, parameterFields, parameterOptions } from "../module/parameter-options.ts";
import { xavierNormal, xavierUniform } from "../module/xavier.ts";
import { cat } from "../ops/cat.ts";
import { expand } from "../ops/expand.ts";
import { matmul } from "../ops/matmul.ts";
import { permute } from "../ops/permute.ts";
import { reshape } from "../ops/reshape.ts";
import { slice } from "../ops/slice.ts";
import { mean } from "../ops/sum.ts";
import { type Complete, defineOptions, type Given } from "../options/define-options.ts";
import { expectCount } from "../options/expect-count.ts";
import { flag, instance, integer, number } from "../options/fields.ts";
import { defaultGenerator, type Generator } from "../random/generator.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import { Tensor } from "../tensor/tensor.ts";
import { attend, attendsStepwise } from "./attend.ts";
import { causalMask } from "./attention-masks.ts";
import { multiheadMask } from "./multihead-mask.ts";

const moduleOptions = defineOptions("MultiheadAttention", {
  /** Probability of dropping an attention weight while training. */
  dropout: number({ from: 0, to: 1, default: 0 }),
  bias: flag({ default: true }),
  /** Append a learned key and value to the sequence. */
  addBiasKv: flag({ default: false }),
  /** Append a key and value of zeros. */
  addZeroAttn: flag({ default: false }),
  /** Width of the keys and values; embedDim unless given. */
  kdim: integer({ from: 1, optional: true }),
  vdim: integer({ from: 1, optional: true }),
  /** [batch, tokens, width] (the default here) or PyTorch's default, [tokens, batch, width]. */
  batchFirst: flag({ default: true }),
  ...parameterFields,
});

/**
 * Sizes and options of the module, PyTorch's in camelCase and with its defaults, but for `batchFirst: true`. An
 * option that is unknown, or a width that the heads do not divide, is an OptionError.
 */
export type MultiheadAttentionOptions = Given<typeof moduleOptions>;

const forwardOptions = defineOptions("MultiheadAttention", {
  /** [batch, keys], or [keys] without a batch: 1 = the key is padding; float32 is added. */
  keyPaddingMask: instance(Tensor, { optional: true }),
  /** Return the attention weights too. */
  needWeights: flag({ default: true }),
  /** [queries, keys] or [batch numHeads, queries, keys]: 1 = may NOT attend; float32 is added. */
  attnMask: instance(Tensor, { optional: true }),
  /** Average the weights over the heads. */
  averageAttnWeights: flag({ default: true }),
  /** Query t sees the keys up to t and those that are appended; an attnMask, where there is one, is the causal one. */
  isCausal: flag({ default: false }),
});

/** Masks of one call, in PyTorch's sense: true blocks. Shapes stand beside each. */
export type MultiheadAttentionForwardOptions = Given<typeof forwardOptions>;

/** The attended values, and the weights where they were asked for. */
export interface MultiheadAttentionResult {
  /** The shape of the query. */
  readonly output: Tensor;
  /** [batch, queries, keys], or [batch, numHeads, queries, keys] when not averaged. */
  readonly weights: Tensor | undefined;
}

/**
 * Attention with several heads, each on its own projection of queries, keys and values; PyTorch's
 * `nn.MultiheadAttention`, state-dict keys included. Vaswani et al., arXiv:1706.03762, section 3.2.2.
 *
 * @throws RangeError for an embedDim that is no multiple of numHeads
 */
export class MultiheadAttention extends Module {
  readonly embedDim: number;
  readonly numHeads: number;
  readonly dropout: number;
  readonly batchFirst: boolean;
  readonly addZeroAttn: boolean;
  readonly #kdim: number;
  readonly #vdim: number;
  readonly #generator: Generator;
  /** Queries, keys, values: one [3 embedDim, embedDim] when their widths agree, else one each. */
  readonly #inProjection: Tensor | undefined;
  readonly #projections: readonly [Tensor, Tensor, Tensor] | undefined;
  /** [3 embedDim] */
  readonly #inBias: Tensor | undefined;
  /** [1, 1, embedDim] each */
  readonly #biasKv: readonly [Tensor, Tensor] | undefined;
  readonly outProjection: Linear;

  constructor(embedDim: number, numHeads: number, options: MultiheadAttentionOptions = {}) {
    super();
    const chosen = moduleOptions.complete(options);
    expectCount("MultiheadAttention", "embedDim", embedDim);
    expectCount("MultiheadAttention", "numHeads", numHeads);
    if (embedDim % numHeads !== 0)
      throw new RangeError(
        `MultiheadAttention: embedDim is ${embedDim}, expected a multiple of numHeads (${numHeads})`,
      );
    const { dropout, bias, batchFirst, kdim = embedDim, vdim = embedDim } = chosen;
    this.embedDim = embedDim;
    this.numHeads = numHeads;
    this.dropout = dropout;
    this.batchFirst = batchFirst;
    this.addZeroAttn = chosen.addZeroAttn;
    this.#kdim = kdim;
    this.#vdim = vdim;
    this.#generator = options.generator ?? defaultGenerator;
    const matrix = (name: string, rows: number, columns: number) =>
      this.parameter(name, newParameter([rows, columns], columns, xavierUniform(rows), options));
    if (kdim === embedDim && vdim === embedDim)
      this.#inProjection = matrix("in_proj_weight", 3 * embedDim, embedDim);
    else
      this.#projections = [
        matrix("q_proj_weight", embedDim, embedDim),
        matrix("k_proj_weight", embedDim, kdim),
        matrix("v_proj_weight", embedDim, vdim),
      ];
    if (bias)
      this.#inBias = this.parameter(
        "in_proj_bias",
        newParameter([3 * embedDim], embedDim, filledWith(0), options),
      );
    if (chosen.addBiasKv) {
      const vector = (name: string) =>
        this.parameter(name, newParameter([1, 1, embedDim], embedDim, xavierNormal(1), options));
      this.#biasKv = [vector("bias_k"), vector("bias_v")];
    }
    this.outProjection = this.child(
      "out_proj",
      new Linear(embedDim, embedDim, {
        ...parameterOptions(options),
        bias,
        biasInit: filledWith(0),
        axis: "E",
      }),
    );
  }

  /** query [batch, queries, embedDim], key [batch, keys, kdim], value [batch, keys, vdim]; see batchFirst. */
  forward(
    query: Tensor,
    key: Tensor = query,
    value: Tensor = key,
    options: MultiheadAttentionForwardOptions = {},
  ): MultiheadAttentionResult {
    expectTensor(this.path, "query", query);
    expectTensor(this.path, "key", key);
    expectTensor(this.path, "value", value);
    const chosen = forwardOptions.complete(options, this);
    this.#check("query", query, this.embedDim);
    this.#check("key", key, this.#kdim);
    this.#check("value", value, this.#vdim);
    if (key.shape.length !== query.shape.length)
      this.refuse("key", key, `${query.shape.length} axes, as the query`);
    if (value.shape.length !== key.shape.length)
      this.refuse("value", value, `${key.shape.length} axes, as the key`);
    return scope(() => {
      if (query.shape.length === 2) return this.#unbatched(query, key, value, chosen);
      if (this.batchFirst) return this.#attend(query, key, value, chosen);
      const turn = (x: Tensor) => permute(x, [1, 0, 2]);
      const turned = turn(query);
      const turnedKey = key === query ? turned : turn(key);
      const turnedValue = value === key ? turnedKey : turn(value);
      const { output, weights } = this.#attend(turned, turnedKey, turnedValue, chosen);
      return { output: turn(output), weights };
    });
  }

  #unbatched(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    options: Complete<typeof forwardOptions>,
  ): MultiheadAttentionResult {
    const single = (x: Tensor) => reshape(x, [1, ...x.shape]);
    const first = single(query);
    const second = key === query ? first : single(key);
    const third = value === key ? second : single(value);
    const { output, weights } = this.#attend(first, second, third, options);
    return {
      output: reshape(output, output.shape.slice(1)),
      weights: weights && reshape(weights, weights.shape.slice(1)),
    };
  }

  /** All operands [batch, tokens, width]. */
  #attend(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    options: Complete<typeof forwardOptions>,
  ): MultiheadAttentionResult {
    const { needWeights, averageAttnWeights, isCausal } = options;
    const [batch, queries] = query.shape as [number, number, number];
    const keys = key.shape[1]!;
    if (key.shape[0] !== batch) this.refuse("key", key, `a batch of ${batch}, as the query`);
    if (value.shape[0] !== batch || value.shape[1] !== keys)
      this.refuse("value", value, `[${batch}, ${keys}, ${this.#vdim}], as the key`);
    const added = (this.#biasKv ? 1 : 0) + (this.addZeroAttn ? 1 : 0);
    const causal = isCausal && !options.attnMask;
    // The kernel's causality goes by a key's place and would hide what is appended, which every query sees.
    const asMask = causal && added > 0 ? causalMask(queries, keys, query.device) : undefined;
    const masks = asMask ? { ...options, attnMask: asMask } : options;
    const mask = multiheadMask(this.path, masks, query.device, {
      batch,
      heads: this.numHeads,
      queries,
      keys,
      added,
    });
    const settings = {
      heads: this.numHeads,
      mask,
      causal: causal && added === 0,
      dropoutP: this.training ? this.dropout : 0,
      generator: this.#generator,
      weights: needWeights,
      module: this,
    };
    // Nobody sees the steps of self-attention: one product for queries, keys and values.
    const joint = !attendsStepwise(settings) && added === 0 && key === query && value === query;
    const operands =
      joint && this.#inProjection
        ? { qkv: matmul(query, this.#inProjection, { transposeB: true, bias: this.#inBias }) }
        : this.#project(query, key, value);
    // Between two sequences the queries are the target's and the keys the source's.
    const self = key === query;
    const axes = { keys: `${self ? "T" : "M"}${added > 0 ? `+${added}` : ""}` };
    const layout = self ? {} : { tokens: "Mt" as const };
    return withLayout({ ...layout, tokensFirst: false }, () => {
      const { output, weights } = attend(operands, { ...settings, axes });
      return {
        output: this.outProjection.forward(output),
        weights: weights && (averageAttnWeights ? mean(weights, [1]) : weights),
      };
    });
  }

  /** Queries, keys and values of all heads, [batch, tokens, embedDim] each, with what is appended to them. */
  #project(query: Tensor, key: Tensor, value: Tensor): { q: Tensor; k: Tensor; v: Tensor } {
    const width = this.embedDim;
    const part = (of: Tensor, i: number) => slice(of, 0, i * width, (i + 1) * width);
    const project = (x: Tensor, i: number) =>
      matmul(x, this.#projections?.[i] ?? part(this.#inProjection!, i), {
        transposeB: true,
        bias: this.#inBias && part(this.#inBias, i),
      });
    const [q, k, v] = [project(query, 0), project(key, 1), project(value, 2)];
    return { q, k: this.#appended(k, 0), v: this.#appended(v, 1) };
  }

  /** Keys (0) or values (1) with the learned and the zero token at their end. */
  #appended(x: Tensor, which: 0 | 1): Tensor {
    const shape = [x.shape[0]!, 1, this.embedDim];
    const parts = [x];
    if (this.#biasKv) parts.push(expand(this.#biasKv[which], shape));
    if (this.addZeroAttn) parts.push(zeros(shape, { device: x.device }));
    return parts.length > 1 ? cat(parts, 1) : x;
  }

  #check(argument: string, tensor: Tensor, width: number): void {
    const { shape } = tensor;
    this.expect(argument, tensor, this.outProjection.device);
    if (shape.length !== 3 && shape.length !== 2)
      this.refuse(argument, tensor, "[batch, tokens, width] or [tokens, width]");
    if (shape.at(-1) !== width) this.refuse(argument, tensor, `last dimension ${width}`);
  }
}
