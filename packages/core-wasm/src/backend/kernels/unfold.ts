import { imageShape } from "../../contract/window-geometry.ts";
import type { KernelSet } from "../kernel-set.ts";
import { windowArguments } from "../window-arguments.ts";

export const unfoldKernels: KernelSet<"unfold"> = ({ wasm }) => ({
  unfold: ({ x }, { y }, shapes, attrs) => {
    const [images, channels, ...size] = imageShape("unfold", shapes.x);
    const window = windowArguments("unfold", images * channels, size, attrs);
    wasm.unfold(x.pointer, y.pointer, ...window);
  },
});
