import * as main from "@qkv/nn";
import * as positions from "@qkv/nn/attention";
import * as diffusion from "@qkv/nn/diffusion";
import * as evaluation from "@qkv/nn/evaluation";
import * as generation from "@qkv/nn/generation";
import * as metrics from "@qkv/nn/metrics";
import * as models from "@qkv/nn/models";
import * as preprocessing from "@qkv/nn/preprocessing";
import * as pretrained from "@qkv/nn/pretrained";
import * as tokenizers from "@qkv/nn/tokenizers";
import * as weights from "@qkv/nn/weights";

const library = {
  ...{
    ...main,
    ...diffusion,
    ...evaluation,
    ...generation,
    ...metrics,
    ...models,
    ...positions,
    ...preprocessing,
    ...pretrained,
  },
  ...{ ...tokenizers, ...weights },
};

/** The public exports of @qkv/nn; one that is not there is an error which names it. */
export const nn = new Proxy(library, {
  get(exports, name) {
    if (name in exports) return exports[name];
    throw new Error(`the library does not have it: @qkv/nn exports no ${String(name)}`);
  },
});
