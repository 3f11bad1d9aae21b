import { expectList, expectObject } from "../../options/expect-argument.ts";
import { OptionError } from "../../options/option-error.ts";
import type { ModelInputs } from "../model-inputs.ts";
import { preprocessorOf } from "../preprocessor-of.ts";
import { centreCrop } from "./canvas.ts";
import { expectImage } from "./expect-image.ts";
import type { RgbImage } from "./image.ts";
import { resizedSides, type Sides } from "./image-sizes.ts";
import { knownProcessors } from "./known-processors.ts";
import { channelTables, writePixelValues } from "./pixel-values.ts";
import { type ProcessorDefaults, type ProcessorSteps, processorSteps } from "./processor-fields.ts";
import { resizeImage } from "./resize/resize-image.ts";

/** Makes of pictures what a model takes, as the preprocessor_config.json beside it says. */
export interface ImageProcessor {
  /** As in transformers: "ViTImageProcessor". */
  readonly type: string;
  /**
   * @returns `pixel_values` [batch, 3, height, width]
   * @throws OptionError when the pictures do not become ones of one size
   */
  process(images: readonly RgbImage[]): ModelInputs;
}

/**
 * The processor that a preprocessor_config.json, or the part "image_processor" of a processor_config.json, describes: resize
 * as Pillow does, crop, rescale, normalise, pad. Every field is used, known to be without effect, or refused by name.
 *
 * @param config the parsed file; its `image_processor_type`, or `feature_extractor_type`, says which it is
 * @throws OptionError that names the processor or the field which is not understood
 */
export function imageProcessor(config: object): ImageProcessor {
  expectObject("imageProcessor", "config", config);
  const makers = Object.entries<ProcessorDefaults>(knownProcessors).map(([type, defaults]) => [
    type,
    (fields: object): ImageProcessor => {
      const steps = processorSteps(type, fields, defaults);
      return { type, process: (images) => processed(images, steps) };
    },
  ]);
  const known: Readonly<Record<string, (fields: object) => ImageProcessor>> =
    Object.fromEntries(makers);
  const [make, fields] = preprocessorOf(config, "image_processor", known);
  return make(fields);
}

function processed(images: readonly RgbImage[], steps: ProcessorSteps): ModelInputs {
  expectList("process", "images", images);
  if (images.length === 0) throw new RangeError("process: images is empty, expected at least one");
  for (const [i, image] of images.entries()) expectImage("process", image, `image ${i}`);
  const shaped = images.map((image) => shapedBy(steps, image));
  const sides = batchSides(shaped, steps.pad);
  const tables = channelTables(steps);
  const size = 3 * sides.height * sides.width;
  const values = new Float32Array(images.length * size);
  for (const [i, image] of shaped.entries())
    writePixelValues(image, tables, values.subarray(i * size, (i + 1) * size), sides);
  const shape = [images.length, 3, sides.height, sides.width];
  return { pixel_values: { dtype: "float32", shape, values } };
}

function shapedBy({ resize, crop }: ProcessorSteps, image: RgbImage): RgbImage {
  const resized = resize
    ? resizeImage(image, { ...resizedSides(image, resize.size), filter: resize.filter })
    : image;
  return crop ? centreCrop(resized, crop) : resized;
}

/** Of the tensor: padded pictures have zeros below and on the right, in it and not in the picture. */
function batchSides(images: readonly RgbImage[], pad: ProcessorSteps["pad"]): Sides {
  const height = Math.max(...images.map((image) => image.height));
  const width = Math.max(...images.map((image) => image.width));
  const sides = pad === undefined || pad === "batch" ? { height, width } : pad;
  const [first] = images as readonly [RgbImage];
  const other = images.find(
    (image) => image.height !== first.height || image.width !== first.width,
  );
  if (pad === undefined && other)
    throw new OptionError(
      `process: the pictures become ${first.width} x ${first.height} and ${other.width} x ${other.height} pixels, expected ` +
        "one size: process them one by one, or with do_pad",
    );
  if (height > sides.height || width > sides.width)
    throw new OptionError(
      `process: a picture becomes ${width} x ${height} pixels, expected at most ${sides.width} x ${sides.height} (pad_size)`,
    );
  return sides;
}
