import { shapeOfConfig } from "../../model-folder/shape-model.ts";
import { Generator } from "../../random/generator.ts";
import type { HostTensor } from "../../weights/host-tensor.ts";
import type { Weights } from "../best-weights.ts";

/** How far new rows are from the mean of the others, in standard deviations of a column. */
const SPREAD = 0.1;

/**
 * Weights with as many rows in the tables of tokens, embeddings and head, as the model of this config.json has. New rows are
 * close to the mean of the others (Hewitt, "Initializing new word embeddings for pretrained language models", 2021), and not
 * all the same. `names` are those of the tables that grew.
 */
export function grownRows(
  weights: Weights,
  config: object,
  seed: number,
): { readonly weights: Weights; readonly names: readonly string[] } {
  const generator = new Generator(seed).fork();
  const grown = new Map<string, HostTensor>();
  for (const [name, { shape }] of shapeOfConfig(config).model.namedTensors()) {
    const own = weights.get(name);
    const rows = shape[0] ?? 0;
    if (own && rows > (own.shape[0] ?? 0)) grown.set(name, grow(own, rows, generator));
  }
  return { weights: new Map([...weights, ...grown]), names: [...grown.keys()] };
}

function grow({ dtype, shape, values }: HostTensor, to: number, generator: Generator): HostTensor {
  const [rows = 0, ...rest] = shape;
  const width = values.length / rows;
  const grown = new Float32Array(to * width);
  grown.set(values);
  const noise = generator.normal((to - rows) * width);
  for (let column = 0; column < width; column++) {
    let [sum, squares] = [0, 0];
    for (let row = 0; row < rows; row++) {
      const value = values[row * width + column]!;
      sum += value;
      squares += value * value;
    }
    const mean = sum / rows;
    const deviation = Math.sqrt(Math.max(0, squares / rows - mean * mean));
    for (let row = rows; row < to; row++)
      grown[row * width + column] =
        mean + SPREAD * deviation * noise[(row - rows) * width + column]!;
  }
  return { dtype, shape: [to, ...rest], values: grown };
}
