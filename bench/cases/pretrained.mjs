import { rmsErrorAgainst } from "../error-against.mjs";
import { decodeInputs, promptInputs } from "../pretrained/llama-inputs.mjs";
import { llamaConfig, llamaShapes } from "../pretrained/llama-shapes.mjs";
import { loadedFolder } from "../pretrained/loaded-folder.mjs";
import { decodeTolerances, weightBytes } from "./decode.mjs";

const config = llamaConfig;
const shapes = llamaShapes(config);
/** Weights of products: a read of all of them is a token. */
const matrices = [...shapes]
  .filter(([name, shape]) => shape.length === 2 && !name.includes("embed_tokens"))
  .reduce((sum, [, [rows, columns]]) => sum + rows * columns, 0);
const keys = 256;
const headSize = config.hidden_size / config.num_attention_heads;

/** Elements that attention to so many keys multiplies, for each query. */
const attended = 2 * config.num_hidden_layers * config.hidden_size;
const cached = 2 * config.num_hidden_layers * config.num_key_value_heads * headSize * keys;

const decodeCases = ["float32", "int8", "int4"].map((format) => ({
  name: `pretrained: decode one token, ${format}, Llama of 12 layers of 768, cache of ${keys}`,
  task: "llama",
  unit: "tokens/s",
  options: { config, ...(format !== "float32" && { format }) },
  ...(format !== "float32" && {
    also: [
      { of: "ours", as: "float32", options: { format: undefined } },
      { of: "onnx-web", as: "float32", options: { format: undefined } },
    ],
  }),
  seconds: 40,
  flops: 2 * (matrices + attended * keys),
  bytes: weightBytes[format] * matrices + 4 * cached,
  makeInputs: () => decodeInputs(keys - 1),
  check: ({ expected }, { y }) => rmsErrorAgainst(expected, y),
  tolerance: decodeTolerances[format],
}));

const tokens = 512;
const head = config.hidden_size * config.vocab_size; // of the last token alone

/** Nobody's logits are right but by agreement: float64 would take minutes, and decoding has been compared with it. */
const promptCase = {
  name: `pretrained: prompt of ${tokens} tokens, float32, Llama of 12 layers of 768`,
  task: "llama",
  unit: "ms",
  options: { config },
  seconds: 30,
  flops: 2 * (tokens * (matrices - head) + head) + attended * tokens ** 2,
  makeInputs: () => promptInputs(tokens),
  check: (inputs, { y }) => {
    inputs.first ??= y;
    return rmsErrorAgainst(inputs.first, y);
  },
  tolerance: 1e-5,
};

/** Of files that a process has just written: they lie in the file cache. */
const loadCases = ["float32", "float16", "bfloat16"].map((floats) => ({
  name: `pretrained: load a folder, ${floats}`,
  unit: "GB/s",
  program: "load-folder.mjs",
  times: 3,
  seconds: 15,
  alone: true,
  args: async () => [await loadedFolder(floats)],
}));

export const pretrainedCases = [...decodeCases, promptCase, ...loadCases];
