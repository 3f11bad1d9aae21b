import { noGrad } from "../../autograd/grad-mode.ts";
import { capture } from "../../inspection/capture.ts";
import type { Model } from "../../models/roles.ts";
import { inferenceOf } from "../../module/evaluating.ts";
import type { Sample } from "../../recipes/sample.ts";

/** A spectrogram [mels, frames], its lowest band below. */
export function spectrogramSample(
  title: string,
  values: Float32Array,
  [mels, frames]: readonly [number, number],
): Sample {
  const turned = Float32Array.from(
    { length: mels * frames },
    (_, i) => values[(mels - 1 - Math.floor(i / frames)) * frames + (i % frames)]!,
  );
  return {
    ...{ kind: "heat", title, values: turned, rows: mels, columns: frames },
    axes: ["mel bands", "frames of 10 ms"],
  };
}

/**
 * Where the last attention that `forward` computes looks, the mean over its heads: of all queries together, or a row for each.
 */
export async function attentionSample(
  model: Model,
  forward: () => unknown,
  title: string,
  rowLabels?: readonly string[],
): Promise<Sample> {
  using seen = inferenceOf(model)(() => noGrad(() => capture(model, () => void forward())));
  const weights = [...seen].filter(({ role }) => role === "weights").at(-1)!;
  const [, heads, queries, keys] = weights.shape as [number, number, number, number];
  const all = await weights.tensor.data();
  const rows = rowLabels ? rowLabels.length : 1;
  const values = new Float32Array(rows * keys);
  const each = rowLabels ? 1 : queries;
  for (let head = 0; head < heads; head++)
    for (let query = 0; query < (rowLabels ? rows : queries); query++)
      for (let key = 0; key < keys; key++)
        values[(rowLabels ? query : 0) * keys + key]! +=
          all[(head * queries + query) * keys + key]! / (heads * each);
  return {
    ...{ kind: "heat", title, values, rows, columns: keys },
    ...(rowLabels ? { rowLabels } : {}),
    axes: [rowLabels ? "words" : "all queries", "20 ms of sound"],
  };
}
