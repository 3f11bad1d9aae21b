import { Gpt, noGrad, type QuantizedFormat, scope, type Tensor, tensor } from "@qkv/nn";
import { quantize } from "@qkv/nn/quantization";
import { randomIds } from "./random-ids.ts";
import { RepeatingGenerator } from "./repeating-generator.ts";
import { type Place, type Prepared, type Workload, weightBytes } from "./workload.ts";

/** 31 million weights: in float32 more than caches hold. */
const config = { vocabSize: 4096, contextLength: 256, layers: 4, heads: 12, dModel: 768 };

const decoding = (format: QuantizedFormat | undefined): Workload => ({
  name: `decoding, 4 layers of 768, ${format ?? "float32"}`,
  unit: "tokens/s",
  setup: 0.9,
  prepare: (place) => prepareDecoding(format, place),
});

/** One token at a time with 255 in the cache, the weights as they are and in fewer bits. */
export const decodeWorkloads: readonly Workload[] = [
  decoding(undefined),
  decoding("int8"),
  decoding("int4"),
];

async function prepareDecoding(
  format: QuantizedFormat | undefined,
  { device, host }: Place,
): Promise<Prepared> {
  const generator = new RepeatingGenerator(1);
  const model = new Gpt(config, { generator, device: format ? host : device });
  model.eval();
  if (format) quantize(model, format); // rounding reads the weights at once
  await model.to(device);
  const cache = model.newCache();
  const past = config.contextLength - 1;
  const forward = (ids: Int32Array): Tensor =>
    noGrad(() =>
      scope(() =>
        model.forward(tensor(ids, { shape: [1, ids.length] }), { cache, lastOnly: true }),
      ),
    );
  forward(randomIds(past, config.vocabSize)).dispose();
  const token = randomIds(1, config.vocabSize);
  const cacheBytes = 2 * 4 * config.layers * config.contextLength * config.dModel;
  return {
    run: async () => {
      cache.trim(past);
      using logits = forward(token);
      await logits.data();
    },
    dispose: () => {
      cache.dispose();
      model.dispose();
    },
    // In fewer bits they may fit a cache: then no bandwidth bounds them.
    ...(format ? {} : { bytes: weightBytes(model) + cacheBytes }),
  };
}
