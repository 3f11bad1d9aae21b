import { describeValue } from "../../options/describe-value.ts";
import { decodeImage } from "../../preprocessing/images/decode-image.ts";
import type { RgbImage } from "../../preprocessing/images/image.ts";
import type { TaskModel } from "../task-model.ts";

/** A picture: the path or address of a PNG, JPEG or WebP file, its bytes, or its pixels. */
export type PictureInput = string | Uint8Array | RgbImage;

/** The pixels of a picture. @throws ImageFileError for what is none, by the path where it has one */
export async function pictureOf(
  task: string,
  input: PictureInput,
  { readInput }: Pick<TaskModel, "readInput">,
  signal?: AbortSignal,
): Promise<RgbImage> {
  if (typeof input === "string") return decodeImage(await readInput(input, signal));
  if (input instanceof Uint8Array) return decodeImage(input);
  if (typeof input === "object" && input !== null && "data" in input) return input;
  throw new TypeError(
    `${task}: an input is ${describeValue(input)}, expected the path of a picture, its bytes, or { width, height, data }`,
  );
}
