import { clamp } from "../../ops/clamp.ts";
import { div } from "../../ops/div.ts";
import { norm } from "../../ops/norm.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** Vectors along the last axis, each divided by its length. */
export const ofLengthOne = (x: Tensor): Tensor =>
  div(x, clamp(norm(x, 2, -1, true), { min: 1e-12 }));
