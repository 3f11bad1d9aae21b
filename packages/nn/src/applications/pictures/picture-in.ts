import { decodeImage } from "../../preprocessing/images/decode-image.ts";
import { ImageFileError } from "../../preprocessing/images/image-file-error.ts";
import { resizeImage } from "../../preprocessing/images/resize/resize-image.ts";
import { RecipeError } from "../../recipes/settings-error.ts";
import { type DataFiles, nameIn } from "../data-files.ts";
import type { LabelledPicture } from "./labelled-picture.ts";

/** Bytes of a picture's file at most. */
const LARGEST = 2 ** 26;

/** A picture's file, made `side` pixels high and wide as the pipeline will make it; of one channel where it is grey. */
export async function pictureIn(
  files: DataFiles,
  name: string,
  side: number,
): Promise<Omit<LabelledPicture, "label">> {
  const bytes = await files.read(name, { maxBytes: LARGEST });
  const image = await decodeImage(bytes).catch((error) => {
    if (!(error instanceof ImageFileError)) throw error;
    throw new RecipeError(`${nameIn(files, name)}: ${error.message.replace("image: ", "")}`);
  });
  const fits = image.width === side && image.height === side;
  const { data } = fits
    ? image
    : resizeImage(image, { width: side, height: side, filter: "bilinear" });
  const grey = isGrey(data);
  const pixels = grey ? data.filter((_, i) => i % 3 === 0) : data;
  return { pixels, width: side, height: side, channels: grey ? 1 : 3 };
}

function isGrey(rgb: Uint8Array): boolean {
  for (let i = 0; i < rgb.length; i += 3)
    if (rgb[i] !== rgb[i + 1] || rgb[i] !== rgb[i + 2]) return false;
  return true;
}
