import { decodeCase, gpt2 } from "../../cases/decode.mjs";

const small = { vocabSize: 1000, contextLength: 32, layers: 2, heads: 2, dModel: 128 };

/** A token of a GPT-2 shape, its logits read: every weight is read once, so its share is of what the device copies. */
export const decodeCases = ({ quick }) => [
  {
    ...decodeCase("float32", quick ? small : gpt2),
    tolerance: 1e-4, // WebGPU promises fewer digits of exp and tanh than WebAssembly gives
    shareOf: "copy bandwidth",
    copies: quick ? 1 << 20 : 1 << 26,
  },
];
