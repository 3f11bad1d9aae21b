import type { AttrsOf } from "@qkv/core-wasm/contract";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";

type Operation = AttrsOf<"integerArithmetic">["operation"];

/** a and b, both int32, put together with broadcasting; what overflows wraps around. No gradient flows through int32. */
export const integerArithmetic = (operation: Operation, a: Tensor, b: Tensor): Tensor =>
  launch("integerArithmetic", { a, b }, { operation }).c;
