import { tensor } from "../../device/create-tensor.ts";
import { attentionMaps, meanOfHeads, meanOfMaxima } from "../../inspection/attention-map.ts";
import type { EncoderDecoder } from "../../models/roles.ts";
import type { PairVocabularies } from "../../tokenizers/pair-vocabularies.ts";
import { beginId } from "../../tokenizers/symbol-vocabulary.ts";
import { captured } from "../inspect-model.ts";
import type { AttentionSample } from "../sample.ts";

/** What stands for the end of an output among the queries of a map. */
const end = "(end)";

/** Where the decoder looks in a source as it says an output: the layer that looks most sharply. */
export async function crossAttention(
  model: EncoderDecoder,
  vocabularies: PairVocabularies,
  { source, output }: { readonly source: readonly string[]; readonly output: readonly string[] },
): Promise<AttentionSample> {
  const ids = (row: readonly number[]) => tensor([row], { dtype: "int32" });
  const target = [beginId, ...vocabularies.target.encode(output)];
  using tensors = captured(model, () =>
    model.forward(ids(vocabularies.source.encode(source)), ids(target)),
  );
  const shown = [...tensors].filter(({ role, axes }) => role === "weights" && axes[2] !== axes[3]);
  const maps = await attentionMaps(shown, { M: source, Mt: [...output, end] });
  const sharpness = maps.map((map) => meanOfMaxima(meanOfHeads(map)));
  const clearest = sharpness.indexOf(Math.max(...sharpness));
  const map = maps[clearest];
  if (!map) throw new RangeError("crossAttention: the decoder has no layers");
  return { map, layer: clearest + 1, layers: maps.length };
}
