import { alignUp } from "../../allocator.ts";
import type { ThreadPool } from "../thread-pool.ts";

type Sizes = (number | boolean)[];

/** Bytes of scratch for which every thread asks. */
export const perThread =
  ({ pool, whole }: { readonly pool: ThreadPool; whole(...sizes: Sizes): number }) =>
  (...sizes: Sizes): number =>
    pool.threads * alignUp(whole(...sizes));
