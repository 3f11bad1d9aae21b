import { type Shape, type WindowAttrs, windowPlaces } from "@qkv/core-wasm/contract";

/** Parameters of the kernels that move a window over an image. */
export const windowParams = {
  count: "u32",
  height: "u32",
  width: "u32",
  rows: "u32",
  columns: "u32",
  kernelHeight: "u32",
  kernelWidth: "u32",
  strideDown: "u32",
  strideRight: "u32",
  dilationDown: "u32",
  dilationRight: "u32",
  paddingTop: "i32",
  paddingLeft: "i32",
} as const;

/** Their values: `image` ends in the height and width, `count` are the elements that threads go over. */
export function windowValues(
  kernel: string,
  count: number,
  image: Shape,
  attrs: WindowAttrs,
): Record<keyof typeof windowParams, number> {
  const [rows, columns] = windowPlaces(kernel, image, attrs);
  const [height = 0, width = 0] = image.slice(-2);
  const [kernelHeight, kernelWidth] = attrs.kernel;
  const [strideDown, strideRight] = attrs.stride;
  const [dilationDown, dilationRight] = attrs.dilation;
  const [paddingTop, , paddingLeft] = attrs.padding;
  return {
    ...{ count, height, width, rows, columns, kernelHeight, kernelWidth },
    ...{ strideDown, strideRight, dilationDown, dilationRight, paddingTop, paddingLeft },
  };
}
