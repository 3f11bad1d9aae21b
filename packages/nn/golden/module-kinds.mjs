import { nn } from "./library.mjs";
import { expectMaskMeaning } from "./mask-meaning.mjs";

/** Options of a constructor out of the attributes, under the same names; absent ones stay PyTorch's. */
function options(attrs, names) {
  const given = { batchFirst: attrs.batchFirst ?? false };
  for (const name of names) if (attrs[name] !== undefined) given[name] = attrs[name];
  return given;
}

const layerOptions = [
  "dModel",
  "nhead",
  "dimFeedforward",
  "dropout",
  "activation",
  "layerNormEps",
  "normFirst",
  "bias",
];
const attentionOptions = ["dropout", "bias", "addBiasKv", "addZeroAttn", "kdim", "vdim"];
const encoderMasks = ["srcMask", "srcKeyPaddingMask", "isCausal"];
const decoderMasks = [
  "tgtMask",
  "memoryMask",
  "tgtKeyPaddingMask",
  "memoryKeyPaddingMask",
  "tgtIsCausal",
  "memoryIsCausal",
];

/** The masks among the inputs, and the flags about them among the attributes. */
function masks(inputs, attrs, names) {
  const given = {};
  for (const name of names) {
    const value = inputs[name] ?? attrs[name];
    if (value !== undefined) given[name] = value;
  }
  return given;
}

/** A stack of copies of one layer, with a norm behind them where `norm` says so. */
function stack(Stack, Layer, attrs) {
  const layer = new Layer(options(attrs, layerOptions));
  const { dModel, numLayers, norm, layerNormEps, bias } = attrs;
  const last = norm ? { norm: new nn.LayerNorm(dModel, { eps: layerNormEps, bias }) } : {};
  const made = new Stack(layer, numLayers, last);
  layer.dispose();
  return made;
}

/** How to make a module out of its attributes, and how to call it. */
export const moduleKinds = {
  MultiheadAttention: {
    make: (attrs) =>
      new nn.MultiheadAttention(attrs.embedDim, attrs.numHeads, options(attrs, attentionOptions)),
    call(module, inputs, attrs, wanted) {
      const { query, key = query, value = key, attnMask } = inputs;
      const { needWeights = wanted.includes("weights"), averageAttnWeights = true } = attrs;
      expectMaskMeaning(attrs.maskMeaning, attnMask, "true = may NOT attend");
      const { output, weights } = module.forward(query, key, value, {
        ...masks(inputs, attrs, ["attnMask", "keyPaddingMask", "isCausal"]),
        needWeights,
        averageAttnWeights,
      });
      return weights ? { y: output, weights } : { y: output };
    },
  },
  TransformerEncoderLayer: {
    make: (attrs) => new nn.TransformerEncoderLayer(options(attrs, layerOptions)),
    call: (module, inputs, attrs) => module.forward(inputs.src, masks(inputs, attrs, encoderMasks)),
  },
  TransformerDecoderLayer: {
    make: (attrs) => new nn.TransformerDecoderLayer(options(attrs, layerOptions)),
    call: (module, inputs, attrs) =>
      module.forward(inputs.tgt, inputs.memory, masks(inputs, attrs, decoderMasks)),
  },
  TransformerEncoder: {
    make: (attrs) => stack(nn.TransformerEncoder, nn.TransformerEncoderLayer, attrs),
    call: (module, inputs, attrs) => module.forward(inputs.src, masks(inputs, attrs, encoderMasks)),
  },
  TransformerDecoder: {
    make: (attrs) => stack(nn.TransformerDecoder, nn.TransformerDecoderLayer, attrs),
    call: (module, inputs, attrs) =>
      module.forward(inputs.tgt, inputs.memory, masks(inputs, attrs, decoderMasks)),
  },
  Transformer: {
    make: (attrs) =>
      new nn.Transformer(options(attrs, [...layerOptions, "numEncoderLayers", "numDecoderLayers"])),
    call(module, inputs, attrs) {
      const names = ["srcMask", "srcKeyPaddingMask", "srcIsCausal", ...decoderMasks];
      const given = masks(inputs, attrs, names);
      // What is padding in the source is padding in the memory that the encoder makes of it.
      const { srcKeyPaddingMask: memoryKeyPaddingMask } = given;
      return module.forward(inputs.src, inputs.tgt, {
        ...(memoryKeyPaddingMask ? { memoryKeyPaddingMask } : {}),
        ...given,
      });
    },
  },
};
