import { timestepEmbedding } from "../../diffusion/timestep-embedding.ts";

/**
 * Fixed positions of a grid of patches, [side side, dModel] row-major: half of the channels are sines and cosines of the
 * column, half of the row. Peebles and Xie, Scalable Diffusion Models with Transformers (ICCV 2023); dModel is a multiple of 4.
 */
export function gridSinusoids(side: number, dModel: number): Float64Array {
  const half = dModel / 2;
  const quarter = dModel / 4;
  const places = Array.from({ length: side }, (_, place) => place);
  const table = timestepEmbedding(places, { dim: half }); // [side, cosines, then sines]
  const grid = new Float64Array(side * side * dModel);
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++)
      for (const [part, place] of [column, row].entries())
        for (let i = 0; i < half; i++) {
          // The program of the paper has the sines first.
          const from = place * half + ((i + quarter) % half);
          grid[(row * side + column) * dModel + part * half + i] = table[from]!;
        }
  return grid;
}
