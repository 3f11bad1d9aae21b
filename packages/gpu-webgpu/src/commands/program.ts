/** Types of the elements of a bound buffer. */
export type ElementType = "f32" | "i32" | "u32" | "vec2f" | "vec4f" | "vec4u" | "vec4i";
export type ParamType = "u32" | "i32" | "f32";

/** One WGSL shader with one entry point `main`, its bindings and its parameters. */
export interface Program<
  Reads extends string = string,
  Writes extends string = string,
  Params extends string = string,
> {
  /** Kernel, and form of the kernel where there are several: names it in errors and in profiles. */
  readonly name: string;
  /** Buffers that are only read. */
  readonly reads: Readonly<Record<Reads, ElementType>>;
  /** Buffers that are written, or read and written. */
  readonly writes: Readonly<Record<Writes, ElementType>>;
  /** Numbers that change from launch to launch, `params.NAME` in the code; 60 at most. */
  readonly params: Readonly<Record<Params, ParamType>>;
  /** Uses subgroup operations. */
  readonly subgroups?: boolean;
  /** Calls `fault(position, value)` when an operand holds what it must not, such as an id out of range. */
  readonly checks?: boolean;
  /** WGSL: `fn main` and what it calls. Bindings and parameters are declared for it. */
  readonly code: string;
}

export const defineProgram = <R extends string, W extends string, P extends string>(
  program: Program<R, W, P>,
): Program<R, W, P> => program;

/** Remember the program of each combination of arguments: forms of a kernel that differ in their code. */
export function variants<Args extends readonly (string | number | boolean)[], P extends Program>(
  make: (...args: Args) => P,
): (...args: Args) => P {
  const made = new Map<string, P>();
  return (...args) => {
    const key = args.join(" ");
    let program = made.get(key);
    if (!program) {
      program = make(...args);
      made.set(key, program);
    }
    return program;
  };
}

/** Bytes of parameters of one launch, and the alignment that every device accepts for their offset. */
export const slotBytes = 256;

/** The complete shader: what the program uses, declared. */
export function shaderSource(program: Program): string {
  const bindings = bindingsOf(program).map(
    ({ name, access, type }, index) =>
      `@group(0) @binding(${index}) var<storage, ${access}> ${name}: array<${type}>;`,
  );
  const params = Object.entries(program.params).map(([name, type]) => `  ${name}: ${type},`);
  return [
    program.subgroups ? "enable subgroups;" : "",
    ...bindings,
    `struct Params {\n${[...params, "  faultId: u32,"].join("\n")}\n}`,
    "@group(1) @binding(0) var<uniform> params: Params;",
    program.checks ? faultDeclaration : "",
    program.code,
  ].join("\n");
}

export interface Binding {
  readonly name: string;
  readonly access: "read" | "read_write";
  readonly type: ElementType;
}

export const bindingsOf = ({ reads, writes }: Program): readonly Binding[] => [
  ...Object.entries(reads).map(([name, type]) => ({ name, access: "read", type }) as const),
  ...Object.entries(writes).map(([name, type]) => ({ name, access: "read_write", type }) as const),
];

// The first fault since the last read is kept: its launch, the position, and what was found there.
const faultDeclaration = `
@group(1) @binding(1) var<storage, read_write> faultRecord: array<atomic<u32>, 4>;
fn fault(position: u32, value: i32) {
  if (atomicCompareExchangeWeak(&faultRecord[0], 0u, params.faultId).exchanged) {
    atomicStore(&faultRecord[1], position);
    atomicStore(&faultRecord[2], bitcast<u32>(value));
  }
}`;
