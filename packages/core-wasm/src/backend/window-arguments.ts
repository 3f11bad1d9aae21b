import { type WindowAttrs, windowPlaces } from "../contract/window-geometry.ts";

/** What the kernels over windows take after their operands. */
export type WindowArguments = [
  planes: number,
  height: number,
  width: number,
  rows: number,
  columns: number,
  kernelY: number,
  kernelX: number,
  strideY: number,
  strideX: number,
  dilationY: number,
  dilationX: number,
  top: number,
  left: number,
];

/** The window over `planes` planes of [height, width]. */
export function windowArguments(
  kernel: string,
  planes: number,
  size: readonly [height: number, width: number],
  attrs: WindowAttrs,
): WindowArguments {
  const [top, , left] = attrs.padding;
  const places = windowPlaces(kernel, size, attrs);
  const { stride, dilation } = attrs;
  return [planes, ...size, ...places, ...attrs.kernel, ...stride, ...dilation, top, left];
}
