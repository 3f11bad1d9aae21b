import { integer, text } from "../../options/fields.ts";
import { size } from "./config-sizes.ts";
import { t5Family } from "./t5-family.ts";

/** mT5: T5 with gates, another vocabulary, and a head that is not scaled. Xue et al., arXiv:2010.11934. */
export const mt5 = t5Family({
  modelType: "mt5",
  name: "MT5",
  fields: {
    vocab_size: integer({ ...size, default: 250112 }),
    d_ff: integer({ ...size, default: 1024 }),
    num_layers: integer({ ...size, default: 8 }),
    num_heads: integer({ ...size, default: 6 }),
    feed_forward_proj: text({ default: "gated-gelu" }),
  },
  start: 0,
  scaled: false,
});
