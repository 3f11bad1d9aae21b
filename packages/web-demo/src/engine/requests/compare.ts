import type { ComparisonCalls } from "../protocol.ts";
import type { Request } from "../request.ts";

/** What compares backends is loaded when somebody compares. */
export const comparison: { readonly [K in keyof ComparisonCalls]: Request<K> } = {
  backends: async () => (await import("../compare/backends.ts")).chances(),
  compareBackends: async (ask, context) =>
    (await import("../compare/compare-backends.ts")).compareBackends(ask, context),
  sweepWidths: async (ask, context) =>
    (await import("../compare/sweep-widths.ts")).sweepWidths(ask, context),
};
