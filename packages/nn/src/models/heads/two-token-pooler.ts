import { Module } from "../../module/module.ts";
import { add } from "../../ops/add.ts";
import { scale } from "../../ops/scale.ts";
import { select } from "../../ops/select.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { NamedTensors } from "../roles.ts";

/** The mean of the first two tokens, beside what the backbone gives. Gong et al., arXiv:2104.01778. */
export class TwoTokenPooler extends Module {
  readonly main = "last_hidden_state";

  /** [batch, tokens, dModel] -> { last_hidden_state: the same, pooler_output [batch, dModel] } */
  outputs(states: Tensor): NamedTensors {
    return { last_hidden_state: states, pooler_output: meanOfTwo(states) };
  }
}

/** [batch, tokens, dModel] -> [batch, dModel], of the first two tokens. */
export const meanOfTwo = (states: Tensor): Tensor =>
  scale(add(select(states, 1, 0), select(states, 1, 1)), 0.5);
