import { tensor } from "../../device/create-tensor.ts";
import type { Transcriber } from "../../models/roles.ts";
import { inferenceOf } from "../../module/evaluating.ts";
import { captured } from "../../recipes/inspect-model.ts";
import type { Picture } from "../../recipes/sample.ts";
import { pixelValues } from "../pictures/picture-batches.ts";
import type { Brightness } from "../pictures/picture-processor.ts";
import { START } from "./caption-config.ts";
import type { CaptionedPicture } from "./made-scenes.ts";

const SCALE = 4;

/**
 * Where the decoder's last layer looks as it says each token: the picture, bright where the mean of the heads is large.
 * The encoder's first token is of no place, and is left out.
 */
export async function seenTokens(
  model: Transcriber,
  scene: CaptionedPicture,
  { ids, words, ...brightness }: Brightness & { ids: readonly number[]; words: readonly string[] },
): Promise<readonly Picture[]> {
  const { device } = model;
  using seen = inferenceOf(model)(() =>
    captured(model, () =>
      model.forward(
        pixelValues([scene], { ...brightness, device }),
        tensor([START, ...ids], { dtype: "int32", shape: [1, ids.length + 1], device }),
      ),
    ),
  );
  const looking = [...seen].filter(
    ({ module, role }) => role === "weights" && module.includes("crossattention"),
  );
  const last = looking.at(-1);
  if (!last) return [];
  const [, heads, queries, keys] = last.shape as readonly [number, number, number, number];
  const weights = await last.tensor.data();
  const across = Math.round(Math.sqrt(keys - 1));
  const shown = (query: number): Picture => {
    const patches = Array.from({ length: keys - 1 }, (_, patch) => {
      let sum = 0;
      for (let head = 0; head < heads; head++)
        sum += weights[(head * queries + query) * keys + patch + 1]!;
      return sum;
    });
    const most = Math.max(1e-12, ...patches);
    const side = scene.width * SCALE;
    const pixels = Uint8Array.from({ length: side * side }, (_, i) => {
      const [x, y] = [Math.floor((i % side) / SCALE), Math.floor(Math.floor(i / side) / SCALE)];
      const column = Math.floor((x * across) / scene.width);
      const row = Math.floor((y * across) / scene.height);
      const pixel = scene.pixels[(y * scene.width + x) * scene.channels]!;
      // What is not looked at is dark, not black: the digits can still be made out.
      return Math.round(
        (40 + pixel * 0.84) * (0.25 + (0.75 * patches[row * across + column]!) / most),
      );
    });
    return { pixels, width: side, height: side, channels: 1, caption: words[query] ?? "(end)" };
  };
  return Array.from({ length: queries }, (_, query) => shown(query));
}
