import { Module } from "../../module/module.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { NamedTensors } from "../roles.ts";

/** What a backbone gives, as it is. */
export class StatesHead extends Module {
  readonly main = "last_hidden_state";

  /** [batch, tokens, dModel] -> { last_hidden_state: the same } */
  outputs(states: Tensor): NamedTensors {
    return { last_hidden_state: states };
  }
}
