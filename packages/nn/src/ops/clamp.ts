import { wantsGrad } from "../autograd/grad-mode.ts";
import { record } from "../autograd/record.ts";
import { filled } from "../op-definition/constant.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { number } from "../options/fields.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { launch } from "../tensor/launch.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { maximum } from "./maximum.ts";
import { minimum } from "./minimum.ts";

const clampOptions = defineOptions("clamp", {
  min: number({ from: -Infinity, to: Infinity, default: -Infinity }),
  max: number({ from: -Infinity, to: Infinity, default: Infinity }),
});

/** The bounds, of which one may be missing: PyTorch's `clamp`. */
export type ClampOptions = Given<typeof clampOptions>;

/**
 * x, but at least min and at most max. dx = dy where min < x < max, and 0 at the bounds. PyTorch's `clamp`.
 *
 * @throws TypeError where neither bound is given
 */
export function clamp(x: Tensor, options: ClampOptions): Tensor {
  expectTensor("clamp", "x", x);
  const { min, max } = clampOptions.complete(options);
  if (options.min === undefined && options.max === undefined)
    throw new TypeError("clamp: neither min nor max is given, expected at least one of them");
  if (x.dtype === "int32") return clampIntegers(x, min, max);
  return scope(() => {
    const { device } = x;
    const raised = launch("maximum", { a: x, b: filled(device, [], min) }, {}).c;
    const y = launch("minimum", { a: raised, b: filled(device, [], max) }, {}).c;
    if (wantsGrad(x))
      record("clamp", { min, max }, { x }, y, { x: x.retain() }, ({ gradient, saved: { x } }) => {
        const zero = filled(device, [], 0);
        let dx = gradient;
        const keepWhere = (a: Tensor, b: Tensor) => {
          const condition = launch("compare", { a, b }, { comparison: "gt" }).c;
          dx = launch("where", { condition, a: dx, b: zero }, {}).c;
        };
        if (options.min !== undefined) keepWhere(x!, filled(device, [], min));
        if (options.max !== undefined) keepWhere(filled(device, [], max), x!);
        return { x: dx };
      });
    return y;
  });
}

/** As PyTorch: int32 again, unless a bound has a fraction. */
const clampIntegers = (x: Tensor, min: number, max: number): Tensor =>
  scope(() => {
    const raised = min > -Infinity ? maximum(x, min) : x;
    return max < Infinity ? minimum(raised, max) : raised;
  });
