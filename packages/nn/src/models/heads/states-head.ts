import { type Encoded, Head, type HeadOutputs } from "./head.ts";

/** What a backbone gives, as it is. */
export class StatesHead extends Head {
  /** [batch, tokens, dModel] -> { last_hidden_state: the same } */
  forward({ hidden }: Encoded): HeadOutputs {
    return { last_hidden_state: hidden };
  }
}
