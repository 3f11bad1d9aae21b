import type { AttrsOf, InPlaceKernelName, JointInputs, Shape } from "@qkv/core-wasm/contract";
import { launchAll } from "../tensor/launch-all.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Optimizer, type OptimizerSettings, type ParameterUpdate } from "./optimizer.ts";
import type { ParameterState } from "./parameter-state.ts";

/** The operands of a kernel that are kept from step to step, each under PyTorch's name; undefined are those left out. */
export type KeptNames<K extends InPlaceKernelName> = {
  readonly [N in Exclude<keyof JointInputs<K, Tensor>, "parameter" | "gradient">]: KeptName<
    JointInputs<K, Tensor>[N]
  >;
};
/** PyTorch's name of what is kept for a parameter; undefined where a setting leaves it out. */
export type KeptName<T> = undefined extends T ? string | undefined : string;

/**
 * An optimiser whose step is one kernel: a subclass says what the kernel keeps, and with which attributes it works. All
 * parameters of a group that are in the same phase, nearly always all of them, move in one call.
 */
export abstract class KernelOptimizer<
  S extends OptimizerSettings,
  K extends InPlaceKernelName,
> extends Optimizer<S> {
  protected abstract readonly kernel: K;

  /** What is kept for each parameter, in its shape. */
  protected abstract kept(settings: S): KeptNames<K>;

  /** With which value it starts. */
  protected startOf(_settings: S): number {
    return 0;
  }

  /** The attributes of the kernel for parameters in the phase of this one; asked for before anything new is kept. */
  protected abstract attributes(settings: S, state: ParameterState): AttrsOf<K>;

  /** Parameters with the same number here have the same attributes: unless said, those in the same step. */
  protected phase({ step }: ParameterState): number {
    return step;
  }

  protected override update(moves: readonly ParameterUpdate[], settings: S): void {
    let rest = moves;
    while (rest[0]) {
      const { state } = rest[0];
      const phase = this.phase(state);
      const together = rest.filter((move) => this.phase(move.state) === phase);
      rest = rest.filter((move) => this.phase(move.state) !== phase);
      const attrs = this.attributes(settings, state);
      launchAll(this.kernel, this.#operands(together, settings), attrs);
    }
  }

  #operands(moves: readonly ParameterUpdate[], settings: S): JointInputs<K, Tensor> {
    const operands: Record<string, readonly Tensor[]> = {
      parameter: moves.map(({ parameter }) => parameter),
      gradient: moves.map(({ gradient }) => gradient),
    };
    const fill = this.startOf(settings);
    for (const [operand, name] of this.#names(settings))
      operands[operand] = moves.map(({ state }) => state.tensor(name, { fill }));
    return operands as JointInputs<K, Tensor>; // KeptNames has them all
  }

  protected override stateShapes({ shape }: Tensor, settings: S): Readonly<Record<string, Shape>> {
    return Object.fromEntries(this.#names(settings).map(([, name]) => [name, shape]));
  }

  #names(settings: S): readonly (readonly [operand: string, name: string])[] {
    const names: Readonly<Record<string, string | undefined>> = this.kept(settings);
    return Object.entries(names).filter((entry): entry is [string, string] => !!entry[1]);
  }
}
