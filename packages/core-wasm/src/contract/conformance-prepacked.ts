import type { Backend } from "./backend.ts";
import { type Shape, sizeOf } from "./shape.ts";

/** The backend with a matmul that prepacks its operand b first, where that is a matrix. */
export function prepacking(backend: Backend): Backend {
  const { prepack, kernels } = backend;
  if (!prepack) return backend;
  return {
    ...backend,
    kernels: {
      ...kernels,
      matmul: (inputs, outputs, shapes, attrs) => {
        if (!canPrepack(shapes.b)) return kernels.matmul(inputs, outputs, shapes, attrs);
        const b = prepack(inputs.b, shapes.b, attrs.transposeB);
        try {
          kernels.matmul({ ...inputs, b }, outputs, shapes, attrs);
        } finally {
          backend.release(b);
        }
      },
    },
  };
}

/** Whether a matmul operand b has a prepacked form: a matrix with elements. */
export const canPrepack = (b: Shape): boolean => b.length === 2 && sizeOf(b) > 0;
