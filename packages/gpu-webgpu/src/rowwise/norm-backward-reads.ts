import type { ElementType } from "../commands/program.ts";

/** The operands of a norm's gradient that there are, by elements of `type`; the statistics of a row are a `stats`. */
export const normBackwardReads = <T extends ElementType, S extends ElementType>(
  type: T,
  stats: S,
  { weighted, residual }: { readonly weighted: boolean; readonly residual: boolean },
) =>
  ({
    ...{ dy: type, x: type },
    ...(weighted ? { weight: type } : {}),
    stats,
    ...(residual ? { dresidual: type } : {}),
  }) as Record<"dy" | "x" | "weight" | "dresidual", T> & { stats: S };
