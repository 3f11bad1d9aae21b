import {
  broadcastAxes,
  broadcastShapes,
  type DType,
  type Shape,
  type StridedAxis,
  sizeOf,
} from "@qkv/core-wasm/contract";
import { defineProgram, type ElementType, type Program, variants } from "../commands/program.ts";
import type { KernelContext } from "../kernel-context.ts";
import type { WebgpuBuffer } from "../memory/gpu-buffer.ts";
import { eachElement, flatGrid } from "../wgsl/each-element.ts";

/**
 * How a thread reads the four elements of an operand that meet its four results:
 * `whole`: it has the common shape; `single`: it has one element; `row`: it has all of the last axis, whose size is a
 * multiple of 4; `column`: it repeats along such a last axis; `scattered`: element by element.
 */
type Access = "whole" | "single" | "row" | "column" | "scattered";

/** Element types of a kernel with broadcasting operands, and what it does with four of each. */
export interface BroadcastKernel<Name extends string> {
  readonly name: string;
  /** The operands: f32, i32, or bits that are only moved. */
  readonly operands: Readonly<Record<Name, "f32" | "i32" | "u32">>;
  /** The type of the result, `c`. */
  readonly result: "vec4f" | "vec4i" | "vec4u";
  readonly functions?: string;
  /** WGSL: the four results, an expression in the operands, vec4s by their names. */
  readonly expression: string;
}

const accessOf = (axes: readonly StridedAxis[], operand: number): Access => {
  const strides = axes.map((axis) => axis.strides[operand]!);
  const last = strides.at(-1);
  if (strides.every((stride) => stride === 0)) return "single";
  if (strides.every((stride) => stride !== 0)) return "whole";
  if (axes.at(-1)!.size % 4 !== 0) return "scattered";
  return last === 0 ? "column" : "row";
};

const vectorOf = { f32: "vec4f", i32: "vec4i", u32: "vec4u" } as const;

/** WGSL: the coordinates of element `at` of the common shape, then an operand's offset. */
function coordinates(at: string, rank: number): string {
  let code = `var rest = ${at};\n`;
  for (let axis = rank - 1; axis > 0; axis--)
    code += `    let at${axis} = rest % params.size${axis};
    rest /= params.size${axis};\n`;
  return `${code}    let at0 = rest;`;
}

const offset = (name: string, rank: number): string =>
  Array.from({ length: rank }, (_, axis) => `at${axis} * params.${name}${axis}`).join(" + ");

function readCode(name: string, type: "f32" | "i32" | "u32", access: Access, rank: number): string {
  const vector = vectorOf[type];
  switch (access) {
    case "whole":
      return `let ${name} = ${name}Values[i];`;
    case "single":
      return `let ${name} = ${vector}(${name}Values[0]);`;
    case "row":
      return `let ${name} = ${name}Values[(${offset(name, rank)}) / 4u];`;
    case "column":
      return `let ${name} = ${vector}(${name}Values[${offset(name, rank)}]);`;
    case "scattered":
      return `let ${name} = ${vector}(${[0, 1, 2, 3].map((k) => `${name}Values[${name}At(4u * i + ${k}u)]`).join(", ")});`;
  }
}

function build<Name extends string>(
  { name, operands, result, functions = "", expression }: BroadcastKernel<Name>,
  accesses: readonly Access[],
  rank: number,
): Program {
  const names = Object.keys(operands) as Name[];
  const reads: Record<string, ElementType> = {};
  const params: Record<string, "u32"> = { vectors: "u32" };
  for (let axis = 1; axis < rank; axis++) params[`size${axis}`] = "u32";
  let offsets = "";
  names.forEach((operand, i) => {
    const type = operands[operand];
    const access = accesses[i]!;
    reads[`${operand}Values`] = access === "whole" || access === "row" ? vectorOf[type] : type;
    if (access === "whole" || access === "single") return;
    for (let axis = 0; axis < rank; axis++) params[`${operand}${axis}`] = "u32";
    if (access === "scattered")
      offsets += `
fn ${operand}At(at: u32) -> u32 {
    ${coordinates("at", rank)}
    return ${offset(operand, rank)};
}`;
  });
  const together = accesses.some((access) => access === "row" || access === "column");
  return defineProgram({
    name: `${name}, ${accesses.join(" ")}`,
    reads,
    writes: { c: result },
    params,
    code:
      functions +
      offsets +
      eachElement(
        { count: "vectors" },
        `${together ? coordinates("4u * i", rank) : ""}
    ${names.map((operand, i) => readCode(operand, operands[operand], accesses[i]!, rank)).join("\n    ")}
    c[i] = ${expression};`,
      ),
  });
}

/** The launch of a kernel with broadcasting operands: it chooses the form of the program by their shapes. */
export function broadcastLaunch<Name extends string>(kernel: BroadcastKernel<Name>) {
  const names = Object.keys(kernel.operands) as Name[];
  const program = variants((rank: number, ...accesses: Access[]) => build(kernel, accesses, rank));
  return (
    { run }: KernelContext,
    operands: Readonly<Record<Name, WebgpuBuffer>>,
    c: WebgpuBuffer,
    shapes: Readonly<Record<Name, Shape>>,
  ): void => {
    const own = names.map((name): Shape => shapes[name]);
    const shape = own.reduce((a, b) => broadcastShapes(kernel.name, a, b));
    const axes = broadcastAxes(shape, own);
    const accesses = names.map((_, i) => accessOf(axes, i));
    const vectors = Math.ceil(sizeOf(shape) / 4);
    const buffers: Record<string, WebgpuBuffer> = { c };
    const params: Record<string, number> = { vectors };
    for (const name of names) buffers[`${name}Values`] = operands[name];
    axes.forEach(({ size, strides }, axis) => {
      params[`size${axis}`] = size;
      names.forEach((name, i) => {
        params[`${name}${axis}`] = strides[i]!;
      });
    });
    const plain = accesses.every((access) => access === "whole" || access === "single");
    run(program(plain ? 0 : axes.length, ...accesses), buffers, params, flatGrid(vectors));
  };
}

/** The element type in WGSL of a buffer. */
export const elementOf = (dtype: DType): "f32" | "i32" => (dtype === "int32" ? "i32" : "f32");
