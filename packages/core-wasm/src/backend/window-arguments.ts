import { type WindowAttrs, windowPlaces } from "../contract/window-geometry.ts";
import type { KernelExports } from "./exports.generated.ts";

/** What the kernels over windows take after their operands. */
type WindowArguments =
  Parameters<KernelExports["unfold"]> extends [x: number, y: number, ...window: infer Window]
    ? Window
    : never;

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
