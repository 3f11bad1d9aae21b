import { imageShape } from "../../contract/window-geometry.ts";
import type { KernelSet } from "../kernel-set.ts";
import { windowArguments } from "../window-arguments.ts";

export const maxPool2dKernels: KernelSet<"maxPool2d"> = ({ wasm }) => ({
  maxPool2d: ({ x }, { y, indices }, shapes, attrs) => {
    const [images, channels, ...size] = imageShape("maxPool2d", shapes.x);
    const window = windowArguments("maxPool2d", images * channels, size, attrs);
    wasm.maxPool2d(x.pointer, y.pointer, indices.pointer, ...window);
  },
});
