import { add } from "../../ops/add.ts";
import { scale } from "../../ops/scale.ts";
import { select } from "../../ops/select.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Encoded, Head, type HeadOutputs } from "./head.ts";

/** The mean of the first two tokens, beside what the backbone gives. Gong et al., arXiv:2104.01778. */
export class TwoTokenPooler extends Head {
  /** [batch, tokens, dModel] -> { last_hidden_state: the same, pooler_output [batch, dModel] } */
  forward({ hidden }: Encoded): HeadOutputs {
    return { last_hidden_state: hidden, pooler_output: meanOfTwo(hidden) };
  }
}

/** [batch, tokens, dModel] -> [batch, dModel], of the first two tokens. */
export const meanOfTwo = (hidden: Tensor): Tensor =>
  scale(add(select(hidden, 1, 0), select(hidden, 1, 1)), 0.5);
