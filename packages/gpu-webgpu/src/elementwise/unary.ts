import type { ParamType, Program } from "../commands/program.ts";
import type { KernelContext } from "../kernel-context.ts";
import type { WebgpuBuffer } from "../memory/gpu-buffer.ts";
import { flatProgram, runFlat } from "./flat-program.ts";

interface UnaryInputs {
  readonly x: WebgpuBuffer;
}
interface UnaryOutputs {
  readonly y: WebgpuBuffer;
}

/** y = f(x), `f` an expression in the f32 `x`; it may call what `functions` (WGSL) defines. */
export const unaryProgram = (name: string, f: string, functions = "") =>
  flatProgram({
    name,
    reads: { x: "vec4f" },
    writes: { y: "vec4f" },
    functions: `${functions}
fn f(x: f32) -> f32 { return ${f}; }`,
    each: `let v = x[i];
    y[i] = vec4f(f(v.x), f(v.y), f(v.z), f(v.w));`,
  });

/** The launch of a unary program. */
export const unaryLaunch =
  (context: KernelContext, program: Program<"x", "y", "vectors">) =>
  ({ x }: UnaryInputs, { y }: UnaryOutputs): void =>
    runFlat(context, program, { x, y }, {}, x.length);

/**
 * y = f(x), and where wanted slope = f'(x): `functions` defines `f(x: f32) -> f32` and `fWithSlope(x: f32) -> vec2f`,
 * the value and the slope. Where the slope is not wanted it is not written.
 */
export const slopeProgram = <P extends string = never>(
  name: string,
  functions: string,
  params?: Readonly<Record<P, ParamType>>,
) => {
  const value = flatProgram<"x", "y", P>({
    name,
    reads: { x: "vec4f" },
    writes: { y: "vec4f" },
    ...(params && { params }),
    functions,
    each: `let v = x[i];
    y[i] = vec4f(f(v.x), f(v.y), f(v.z), f(v.w));`,
  });
  const withSlope = flatProgram<"x", "y" | "slope", P>({
    name: `${name}, with its slope`,
    reads: { x: "vec4f" },
    writes: { y: "vec4f", slope: "vec4f" },
    ...(params && { params }),
    functions,
    each: `let v = x[i];
    let a = fWithSlope(v.x);
    let b = fWithSlope(v.y);
    let c = fWithSlope(v.z);
    let d = fWithSlope(v.w);
    y[i] = vec4f(a.x, b.x, c.x, d.x);
    slope[i] = vec4f(a.y, b.y, c.y, d.y);`,
  });
  return { value, withSlope };
};

/** Run the form of a slope program that writes what is wanted. */
export function runSlope<P extends string = never>(
  context: KernelContext,
  { value, withSlope }: ReturnType<typeof slopeProgram<P>>,
  x: WebgpuBuffer,
  y: WebgpuBuffer,
  slope: WebgpuBuffer | undefined,
  params: Readonly<Record<Exclude<P, "vectors">, number>>,
): void {
  if (slope) runFlat(context, withSlope, { x, y, slope }, params, x.length);
  else runFlat(context, value, { x, y }, params, x.length);
}
