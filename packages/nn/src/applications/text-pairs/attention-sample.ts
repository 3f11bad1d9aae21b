import { tensor } from "../../device/create-tensor.ts";
import { attentionMaps, meanOfHeads, meanOfMaxima } from "../../inspection/attention-map.ts";
import { captured } from "../../recipes/inspect-model.ts";
import type { Sample } from "../../recipes/sample.ts";
import { paddingId } from "./pair-model-config.ts";
import type { PairEncoding } from "./text-pair.ts";
import type { PairModel } from "./write-targets.ts";

/** Where the decoder looks in a source as it writes an output: the layer that looks most sharply. */
export async function attentionSample(
  model: PairModel,
  encoding: PairEncoding,
  { source, output }: { readonly source: readonly number[]; readonly output: readonly number[] },
): Promise<Sample> {
  const ids = (row: readonly number[]) => tensor([row], { dtype: "int32", device: model.device });
  using tensors = captured(model, () => model.forward(ids(source), ids([paddingId, ...output])));
  const shown = [...tensors].filter(({ role, axes }) => role === "weights" && axes[2] !== axes[3]);
  const words = (row: readonly number[]) => row.map((id) => encoding.tokenText(id));
  const maps = await attentionMaps(shown, { M: words(source), Mt: [...words(output), "(end)"] });
  const sharpness = maps.map((map) => meanOfMaxima(meanOfHeads(map)));
  const clearest = sharpness.indexOf(Math.max(...sharpness));
  return { kind: "attention", map: maps[clearest]!, layer: clearest + 1, layers: maps.length };
}
