import type { Shape } from "./shape.ts";

/** Type of a tensor's elements, 4 bytes each; the reference device holds and computes float32 ones in float64. */
export type DType = "float32" | "int32";

/** One named input or output of a kernel. */
export interface Operand {
  /** Element type; float32 unless said. */
  readonly dtype?: DType;
  /** Either element type, for kernels that move or compare elements; such operands of a launch share one. */
  readonly anyDtype?: true;
  /** May be absent. */
  readonly optional?: true;
  /** An input that the kernel changes in place. */
  readonly updated?: true;
  /** One for all sets of operands that are launched together (`Backend.launchAll`): a total, a norm. */
  readonly common?: true;
  /** A float32 input that has no gradient: a weight of classes, a mask. */
  readonly constant?: true;
}
/** The inputs of a kernel, or its outputs, by name. */
export type Operands = Readonly<Record<string, Operand>>;

/** The names of the operands that a use of a kernel may leave out. */
export type OptionalOperand<O extends Operands> = {
  [K in keyof O]: O[K] extends { readonly optional: true } ? K : never;
}[keyof O];

/** One value of type T for each operand, by name; optional operands may be undefined. */
export type Bound<O extends Operands, T> = {
  readonly [K in Exclude<keyof O, OptionalOperand<O>>]: T;
} & { readonly [K in OptionalOperand<O>]?: T | undefined };

/** Host values of an operand in the reference: float64 for float32 operands, int32 for ids. */
export type Values = Float64Array | Int32Array;

/** A use of the kernel that every backend is tested with. */
export interface Sample<I extends Operands, Attrs> {
  readonly shapes: Bound<I, Shape>;
  readonly attrs: Attrs;
  /** Standard deviation of the random float inputs; 1 unless said. */
  readonly scale?: number;
  /** What the sample is there for, when its shapes do not tell. */
  readonly note?: string;
}

/** Runs kernels by name while a composition is evaluated on some backend. */
export interface Composer<T> {
  run(kernel: string, inputs: Readonly<Record<string, T | undefined>>, attrs: object): T;
  constant(shape: Shape, value: (index: number) => number): T;
  reshape(value: T, shape: Shape): T;
}

/** What NaN and infinities among the operands may do beside what the reference says. */
export interface NonFinite<Attrs> {
  /** Where infinities meet the order of operations decides between infinity and NaN, in PyTorch too: both will do. */
  readonly infinityOrNaN?: true;
  /**
   * Uses that may multiply such an element, or an infinity that comes of it, by zero, which gives NaN, or leave it out,
   * which gives a number.
   */
  readonly byZero?: (attrs: Attrs, shapes: Readonly<Record<string, Shape | undefined>>) => boolean;
}

/** What a kernel takes and gives, never how. `I` and `O` name its inputs and outputs. */
export interface KernelSpec<I extends Operands, O extends Operands, Attrs> {
  readonly inputs: I;
  readonly outputs: O;
  /** Shapes of the outputs, or a thrown ShapeError. An optional output that is not wanted is undefined. */
  readonly shapes: (inputs: Bound<I, Shape>, attrs: Attrs) => Bound<O, Shape>;
  /** Floating-point operations of one call; a multiply-add counts two. */
  readonly flops: (shapes: Bound<I, Shape>, attrs: Attrs) => number;
}

/**
 * What is right of a kernel: the values that it computes, and the uses and tolerances with which every backend is compared
 * with them. A value of its own, which programs that compute do not load.
 */
export interface KernelOracle<I extends Operands, O extends Operands, Attrs> {
  /** Plain float64 loops: the definition. */
  readonly reference: (
    inputs: Bound<I, Values>,
    outputs: Bound<O, Values>,
    shapes: Bound<I, Shape>,
    attrs: Attrs,
  ) => void;
  readonly samples: readonly Sample<I, Attrs>[];
  /** Make random inputs valid: ids in range, saved statistics that belong to the other operands. */
  readonly prepare?: (
    inputs: Bound<I, Values>,
    shapes: Bound<I, Shape>,
    attrs: Attrs,
    random: () => number,
  ) => void;
  /** Allowed error of an element in float32, as a part of the larger of |expected| and the output's root mean square. */
  readonly tolerance: number;
  /** Nothing unless given: NaN where the reference has NaN, infinities where it has infinities. */
  readonly nonFinite?: NonFinite<Attrs>;
  /**
   * The same result out of other kernels, for a fused kernel: its first output is compared with this one.
   * undefined for a use that other kernels do not express.
   */
  readonly compose?: <T>(
    composer: Composer<T>,
    inputs: Bound<I, T>,
    shapes: Bound<I, Shape>,
    attrs: Attrs,
  ) => T | undefined;
}

/** Declare a kernel: `defineKernel<Attrs>()({ inputs: { x: {} }, outputs: { y: {} }, ... })`. */
export const defineKernel =
  <Attrs extends object>() =>
  <const I extends Operands, const O extends Operands>(
    spec: KernelSpec<I, O, Attrs>,
  ): KernelSpec<I, O, Attrs> =>
    spec;

/** What is right of the kernel that a spec declares: the type of its oracle. */
export type OracleOf<Spec> =
  Spec extends KernelSpec<infer I, infer O, infer Attrs> ? KernelOracle<I, O, Attrs> : never;

/** Attributes of a kernel that takes none. */
export type NoAttrs = Readonly<Record<never, never>>;
