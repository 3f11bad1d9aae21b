import type { AttrsOf, InPlaceKernelName, JointInputs } from "@qkv/core-wasm/contract";
import { launchAll } from "../tensor/launch-all.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Move, Optimizer, type Settings } from "./optimizer.ts";
import type { ParameterState } from "./parameter-state.ts";

/**
 * An optimiser whose step is one kernel: a subclass says what the kernel works on, and with which attributes. All
 * parameters of a group that are in the same phase, nearly always all of them, move in one call.
 */
export abstract class KernelOptimizer<
  S extends Settings,
  K extends InPlaceKernelName,
> extends Optimizer<S> {
  protected abstract readonly kernel: K;

  /** The operands of the kernel for all these parameters. */
  protected abstract operands(moves: readonly Move[], settings: S): JointInputs<K, Tensor>;

  /** The attributes of the kernel for parameters in the phase of this one; asked for before the operands. */
  protected abstract attributes(settings: S, state: ParameterState): AttrsOf<K>;

  /** Parameters with the same number here have the same attributes: unless said, those in the same step. */
  protected phase({ step }: ParameterState): number {
    return step;
  }

  protected override update(moves: readonly Move[], settings: S): void {
    let rest = moves;
    while (rest[0]) {
      const { state } = rest[0];
      const phase = this.phase(state);
      const together = rest.filter((move) => this.phase(move.state) === phase);
      rest = rest.filter((move) => this.phase(move.state) !== phase);
      const attrs = this.attributes(settings, state);
      launchAll(this.kernel, this.operands(together, settings), attrs);
    }
  }
}

/** For `operands`: the parameters, their gradients, and what is kept for them under a name. */
export const parametersOf = (moves: readonly Move[]): readonly Tensor[] =>
  moves.map(({ parameter }) => parameter);
export const gradientsOf = (moves: readonly Move[]): readonly Tensor[] =>
  moves.map(({ gradient }) => gradient);
export const keptOf = (moves: readonly Move[], name: string, fill = 0): readonly Tensor[] =>
  moves.map(({ state }) => state.tensor(name, { fill }));
