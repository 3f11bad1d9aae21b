import { defineOptions } from "../../options/define-options.ts";
import { anything, flag, integer, number, oneOf } from "../../options/fields.ts";
import { OptionError } from "../../options/option-error.ts";
import { preprocessorFields } from "../preprocessor-fields.ts";
import { type ImageSize, readSize, type Sides } from "./image-sizes.ts";
import type { ResizeFilter } from "./resize/filters.ts";

/** What an image processor of transformers has where its file says nothing. */
export interface ProcessorDefaults {
  readonly resample: number;
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly size: ImageSize;
  /** Whether a size of one number is that of both sides. */
  readonly square?: boolean;
  readonly cropSize?: Sides;
  readonly centreCrop?: boolean;
}

/** What is done to a picture, in this order; what is undefined is not done. */
export interface ProcessorSteps {
  readonly resize: { readonly size: ImageSize; readonly filter: ResizeFilter } | undefined;
  readonly crop: Sides | undefined;
  readonly scale: number | undefined;
  /** A mean and a deviation for each channel. */
  readonly normalize:
    | { readonly mean: readonly number[]; readonly std: readonly number[] }
    | undefined;
  /** What pictures are padded to, below and on the right; "batch": the largest sides among them. */
  readonly pad: Sides | "batch" | undefined;
}

/** By the numbers of Pillow. */
const filters: readonly ResizeFilter[] = [
  ...(["nearest", "lanczos", "bilinear", "bicubic", "box", "hamming"] as const),
];

/** Pictures are RGB when they come here, and values leave channels first. */
const withoutEffect = ["do_convert_rgb", "device", "disable_grouping"];

// Read below: sizes and means have several forms.
const unread = () => anything<unknown>({ optional: true });

const tableOf = (type: string) =>
  defineOptions(type, {
    do_resize: flag({ optional: true }),
    size: storable(unread()),
    default_to_square: flag({ optional: true }),
    resample: integer({ from: 0, to: filters.length - 1, optional: true }),
    do_center_crop: flag({ optional: true }),
    crop_size: storable(unread()),
    do_rescale: flag({ default: true }),
    rescale_factor: number({ default: 1 / 255 }),
    do_normalize: flag({ default: true }),
    image_mean: storable(unread()),
    image_std: storable(unread()),
    do_pad: flag({ default: false }),
    pad_size: storable(unread()),
    data_format: oneOf(["channels_first"], { default: "channels_first" }),
    input_data_format: oneOf(["channels_last", "channels_first"], { optional: true }),
  });

/** Values of a file of any form. */
function storable<F>(field: F): F {
  return { ...field, storable: true };
}

/** The steps that a preprocessor_config.json of this processor asks for. */
export function processorSteps(
  type: string,
  config: object,
  defaults: ProcessorDefaults,
): ProcessorSteps {
  const given = preprocessorFields(tableOf(type), config, withoutEffect);
  const square = given.default_to_square ?? defaults.square ?? true;
  const size = given.size === undefined ? defaults.size : readSize("size", given.size, square);
  const crop =
    given.crop_size === undefined ? defaults.cropSize : sides("crop_size", given.crop_size);
  const crops = given.do_center_crop ?? defaults.centreCrop ?? false;
  if (crops && !crop)
    throw new OptionError(
      "preprocessor_config.json: do_center_crop is true and there is no crop_size, expected one",
    );
  const padded = given.pad_size === undefined ? "batch" : sides("pad_size", given.pad_size);
  return {
    resize:
      (given.do_resize ?? true)
        ? { size, filter: filters[given.resample ?? defaults.resample]! }
        : undefined,
    crop: crops ? crop : undefined,
    scale: given.do_rescale ? given.rescale_factor : undefined,
    normalize: given.do_normalize
      ? {
          mean: channels("image_mean", given.image_mean ?? defaults.mean),
          std: channels("image_std", given.image_std ?? defaults.std),
        }
      : undefined,
    pad: given.do_pad ? padded : undefined,
  };
}

function sides(field: string, value: unknown): Sides {
  const size = readSize(field, value, true);
  if ("height" in size) return size;
  throw new OptionError(
    `preprocessor_config.json: ${field} is ${JSON.stringify(value)}, expected { height, width }`,
  );
}

/** A number for each of red, green and blue; one is for all. */
function channels(field: string, value: unknown): readonly number[] {
  const list = typeof value === "number" ? [value, value, value] : value;
  const fits = (one: unknown) =>
    typeof one === "number" && Number.isFinite(one) && (field === "image_mean" || one !== 0);
  if (Array.isArray(list) && list.length === 3 && list.every(fits)) return list;
  throw new OptionError(
    `preprocessor_config.json: ${field} is ${JSON.stringify(value)}, expected a number or three of them` +
      (field === "image_std" ? ", none of them 0" : ""),
  );
}
