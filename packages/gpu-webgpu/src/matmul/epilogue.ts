import type { Activation } from "@qkv/core-wasm/contract";
import type { ElementType } from "../commands/program.ts";
import { errorFunction } from "../wgsl/error-function.ts";
import { hyperbolicTangent } from "../wgsl/hyperbolic-tangent.ts";

/** What is done to a finished sum before it is stored. */
export interface Epilogue {
  readonly bias: boolean;
  readonly residual: boolean;
  readonly activation: Activation;
}

export const noEpilogue: Epilogue = { bias: false, residual: false, activation: "none" };

const activations: Readonly<Record<Activation, string>> = {
  none: "",
  relu: "fn activate(x: f32) -> f32 { return select(x, 0.0, x <= 0.0); }", // NaN stays NaN
  gelu: `${errorFunction}
fn activate(x: f32) -> f32 { return 0.5 * x * (1.0 + errorFunction(0.7071067811865476 * x)); }`,
  geluTanh: `${hyperbolicTangent}
fn activate(x: f32) -> f32 {
  let limited = clamp(x, -20.0, 20.0); // the gate is 0 or 1 there, and the cube does not overflow
  let inner = 0.7978845608028654 * fma(0.044715 * limited * limited, limited, limited);
  return 0.5 * x * (1.0 + hyperbolicTangent(inner));
}`,
};

/** Bindings of the epilogue's operands, read as the result is stored: by float or by vec4. */
export const epilogueReads = ({ bias, residual }: Epilogue, type: "f32" | "vec4f") => ({
  ...(bias ? { bias: type } : {}),
  ...(residual ? { residual: type } : {}),
}) as Readonly<Record<string, ElementType>>;

/** `finish(sum, at, column)`: the sum with bias, residual and activation; positions in elements of `type`. */
export function epilogueCode(epilogue: Epilogue, type: "f32" | "vec4f"): string {
  const { bias, residual, activation } = epilogue;
  const activated =
    activation === "none"
      ? "value"
      : type === "f32"
        ? "activate(value)"
        : "vec4f(activate(value.x), activate(value.y), activate(value.z), activate(value.w))";
  return `${activations[activation]}
fn finish(sum: ${type}, at: u32, column: u32) -> ${type} {
  var value = sum;
  ${bias ? "value += bias[column];" : ""}
  ${residual ? "value += residual[at];" : ""}
  return ${activated};
}`;
}
