import type { Activation } from "@qkv/core-wasm/contract";
import type { ElementType } from "../commands/program.ts";
import { gelu, geluTanh } from "../wgsl/gelu.ts";

/** What is done to a finished sum before it is stored. */
export interface Epilogue {
  readonly bias: boolean;
  readonly residual: boolean;
  readonly activation: Activation;
}

/** An epilogue as arguments of `variants`. */
export type EpilogueKey = readonly [bias: boolean, residual: boolean, activation: Activation];

export const epilogueKey = ({ bias, residual, activation }: Epilogue): EpilogueKey => [
  bias,
  residual,
  activation,
];
export const epilogueOf = (...[bias, residual, activation]: EpilogueKey): Epilogue => ({
  bias,
  residual,
  activation,
});

export const noEpilogue: Epilogue = { bias: false, residual: false, activation: "none" };

// Each defines f(x).
const activations: Readonly<Record<Activation, string>> = {
  none: "",
  relu: "fn f(x: f32) -> f32 { return select(x, 0.0, x <= 0.0); }", // NaN stays NaN
  gelu,
  geluTanh,
};

/** Bindings of the epilogue's operands, read as the result is stored: by float or by vec4. */
export const epilogueReads = ({ bias, residual }: Epilogue, type: "f32" | "vec4f") =>
  ({
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
        ? "f(value)"
        : "vec4f(f(value.x), f(value.y), f(value.z), f(value.w))";
  return `${activations[activation]}
fn finish(sum: ${type}, at: u32, column: u32) -> ${type} {
  var value = sum;
  ${bias ? "value += bias[column];" : ""}
  ${residual ? "value += residual[at];" : ""}
  return ${activated};
}`;
}
