import { noGrad } from "../../autograd/grad-mode.ts";
import { tensor } from "../../device/create-tensor.ts";
import type { EncoderModel } from "../../models/encoder/encoder-model.ts";
import { add } from "../../ops/add.ts";
import { mul } from "../../ops/mul.ts";
import { assign } from "../../tensor/assign.ts";
import { scope } from "../../tensor/scope.ts";
import { initialDeviation } from "../text-encoder/encoder-config.ts";

/** Correlation of the weights of queries and keys. */
const ALIKE = 0.9;
/** How many times as large they are as others, so that what is alike stands out. */
const LARGER = 2.5;
/** The longest wave of positions is nearly so many times the shortest, which is 2 pi tokens long. */
const WAVES = 100;

/**
 * Let a new encoder look at what is alike from its first step on, as trained ones do: queries are nearly keys, so that a word
 * finds the same word in the question (it looks there about six times as much as at another), and positions are waves, so that
 * it finds its neighbours. An answer that is right or wrong teaches too little about what to compare: encoders of random
 * weights do not come to it.
 *
 * Mimetic initialisation: Trockman and Kolter, arXiv:2305.09828.
 */
export function startAlike({ backbone: { embeddings, stack } }: EncoderModel): void {
  noGrad(() =>
    scope(() => {
      for (const { attention } of stack.blocks) {
        const [query, key] = attention.inputs as readonly [
          typeof attention.projection,
          typeof attention.projection,
        ];
        const other = Math.sqrt(1 - ALIKE ** 2);
        assign(key.weight, add(mul(query.weight, LARGER * ALIKE), mul(key.weight, LARGER * other)));
        assign(query.weight, mul(query.weight, LARGER));
      }
      const { weight } = embeddings.positions!; // [context, dModel]
      const { device } = weight;
      assign(
        weight,
        tensor(waves(weight.shape as readonly [number, number]), { shape: weight.shape, device }),
      );
    }),
  );
}

/** Sines and cosines, as large as the weights that they replace. */
function waves([context, dModel]: readonly [number, number]): Float32Array {
  const height = Math.SQRT2 * initialDeviation(dModel);
  return Float32Array.from({ length: context * dModel }, (_, i) => {
    const [position, channel] = [Math.floor(i / dModel), i % dModel];
    const angle = position / WAVES ** ((channel - (channel % 2)) / dModel);
    return height * (channel % 2 ? Math.cos(angle) : Math.sin(angle));
  });
}
