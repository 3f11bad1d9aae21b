import type { Composer } from "./kernel.ts";
import { expectShape, lastAxis, type Shape } from "./shape.ts";

/** What the gradients of the norms take; dresidual is the gradient that x has from its other uses. */
export const normGradientInputs = {
  dy: {},
  x: {},
  weight: { optional: true },
  stats: {},
  dresidual: { optional: true },
} as const;

interface NormGradientShapes {
  readonly dy: Shape;
  readonly x: Shape;
  readonly weight?: Shape | undefined;
  readonly stats: Shape;
  readonly dresidual?: Shape | undefined;
}

/** Throw unless the operands fit; gives the elements of a row. */
export function expectNormGradient(
  kernel: string,
  { dy, x, weight, stats, dresidual }: NormGradientShapes,
  statsOf: (x: Shape) => Shape,
): number {
  const columns = lastAxis(kernel, "x", x);
  expectShape(kernel, "dy", dy, x);
  if (weight) expectShape(kernel, "weight", weight, [columns]);
  expectShape(kernel, "stats", stats, statsOf(x));
  if (dresidual) expectShape(kernel, "dresidual", dresidual, x);
  return columns;
}

/** dx with dresidual is dx without it, plus dresidual. */
export const addResidual =
  (kernel: string) =>
  <T>(
    composer: Composer<T>,
    { dresidual, ...inputs }: Readonly<Record<string, T | undefined>>,
    _shapes: unknown,
    attrs: object,
  ): T | undefined => {
    if (!dresidual) return undefined;
    const dx = composer.run(kernel, inputs, attrs);
    return composer.run("add", { a: dx, b: dresidual }, {});
  };
