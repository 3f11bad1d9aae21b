import { tensor } from "../../device/create-tensor.ts";
import type { Device } from "../../tensor/device.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { pixelValues } from "../pictures/picture-batches.ts";
import type { Brightness } from "../pictures/picture-processor.ts";
import { END, PAD, START } from "./caption-config.ts";
import type { CaptionedPicture } from "./made-scenes.ts";

/** Pictures, what the decoder reads of their captions, and what it is to say next. */
export interface CaptionBatch {
  /** [pictures, 3, height, width] */
  readonly pixels: Tensor;
  /** int32 [pictures, tokens]: <s> and the caption. */
  readonly ids: Tensor;
  /** int32 [pictures, tokens]: the caption and </s>; -100 behind it. */
  readonly targets: Tensor;
  readonly counted: number;
}

/** The tensors belong to the caller. */
export function captionBatch(
  pictures: readonly CaptionedPicture[],
  captions: readonly (readonly number[])[],
  { device, ...brightness }: Brightness & { readonly device: Device },
): CaptionBatch {
  const width = 1 + Math.max(...captions.map(({ length }) => length));
  const ids = new Int32Array(captions.length * width).fill(PAD);
  const targets = new Int32Array(ids.length).fill(-100);
  let counted = 0;
  for (const [row, caption] of captions.entries()) {
    ids.set([START, ...caption], row * width);
    targets.set([...caption, END], row * width);
    counted += caption.length + 1;
  }
  const options = { dtype: "int32", shape: [captions.length, width], device } as const;
  return {
    pixels: pixelValues(pictures, { ...brightness, device }),
    ...{ ids: tensor(ids, options), targets: tensor(targets, options), counted },
  };
}
