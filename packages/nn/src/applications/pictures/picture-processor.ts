import { objectAmong } from "../../model-folder/read-json.ts";
import type { FilesByName } from "../../model-folder/write-model-folder.ts";
import { jsonFile } from "../../pretrained/json-file.ts";
import { RecipeError } from "../../recipes/settings-error.ts";
import type { LabelledPicture } from "./labelled-picture.ts";

/** Mean and deviation of all pixels, from 0 to 1. */
export interface Brightness {
  readonly mean: number;
  readonly deviation: number;
}

const FILE = "preprocessor_config.json";

export function brightnessOf(pictures: readonly LabelledPicture[]): Brightness {
  let [count, sum, squares] = [0, 0, 0];
  for (const { pixels } of pictures) {
    count += pixels.length;
    for (const pixel of pixels) {
      sum += pixel;
      squares += pixel * pixel;
    }
  }
  const mean = sum / count;
  const deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
  const rounded = (value: number): number => Math.round((value / 255) * 1e4) / 1e4;
  return { mean: rounded(mean), deviation: rounded(deviation) || 1 };
}

/** The preprocessor_config.json that makes of any picture what the model has learnt from. */
export const pictureProcessor = (
  { mean, deviation }: Brightness,
  side: number,
): readonly [string, Uint8Array] => [
  FILE,
  jsonFile({
    ...{ image_processor_type: "ViTImageProcessor", do_resize: true, resample: 2 },
    ...{ size: { height: side, width: side }, do_rescale: true, rescale_factor: 1 / 255 },
    ...{ do_normalize: true, image_mean: [mean, mean, mean] },
    image_std: [deviation, deviation, deviation],
  }),
];

/** What such a file says. @throws RecipeError where there is none, or one of something else */
export function brightnessIn(files: FilesByName): Brightness {
  const { image_mean, image_std } = objectAmong(files, FILE) ?? {};
  const [mean, deviation] = [image_mean, image_std].map((list) => Array.isArray(list) && list[0]);
  if ([mean, deviation].every(Number.isFinite) && deviation > 0) return { mean, deviation };
  throw new RecipeError(
    `${FILE} lacks image_mean and image_std, expected it beside the model as training writes it`,
  );
}
