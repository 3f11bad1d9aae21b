import { noGrad } from "../../autograd/grad-mode.ts";
import { tensor } from "../../device/create-tensor.ts";
import type { EncoderModel } from "../../models/encoder/encoder-model.ts";
import { add } from "../../ops/add.ts";
import { div } from "../../ops/div.ts";
import { matmul } from "../../ops/matmul.ts";
import { mul } from "../../ops/mul.ts";
import { norm } from "../../ops/norm.ts";
import type { Generator } from "../../random/generator.ts";
import { assign } from "../../tensor/assign.ts";
import { scope } from "../../tensor/scope.ts";

export interface StartFromCounts {
  /** Of `classCounts`, [vocabSize, classes]. */
  readonly counts: Float32Array;
  /** Length of what is added to a vector where a count is 1, in mean lengths of vectors. */
  readonly share: number;
  /** Draws a direction for each class. */
  readonly generator: Generator;
}

/**
 * Say in each word's vector, along a direction for each class, in which classes' texts the word stands more often: what a few
 * thousand texts tell by counting need not be learnt again, and the encoder learns what goes beyond it.
 */
export function startFromCounts(
  model: EncoderModel,
  { counts, share, generator }: StartFromCounts,
): void {
  const { weight } = model.backbone.embeddings.words; // [vocabSize, dModel]
  const [vocabSize, dModel] = weight.shape as [number, number];
  const classes = counts.length / vocabSize;
  const { device } = weight;
  noGrad(() =>
    scope(() => {
      const drawn = generator.normal(classes * dModel);
      const random = tensor(drawn, { shape: [classes, dModel], device, dtype: "float32" });
      const directions = div(random, norm(random, 2, 1, true));
      const length = mul(norm(weight), share / Math.sqrt(vocabSize));
      const told = matmul(tensor(counts, { shape: [vocabSize, classes], device }), directions);
      assign(weight, add(weight, mul(told, length)));
    }),
  );
}
