import { LayerNorm } from "../layers/layer-norm.ts";
import { withLayout } from "../module/axes.ts";
import { Module } from "../module/module.ts";
import { ModuleList } from "../module/module-list.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectInstance } from "../options/expect-argument.ts";
import { expectCount } from "../options/expect-count.ts";
import { instance } from "../options/fields.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { TransformerLayer } from "./transformer-layer.ts";

const stackOptions = defineOptions("TransformerStack", {
  /** Applied to the last layer's output. */
  norm: instance(LayerNorm, { optional: true }),
});

/** Options of `TransformerEncoder` and `TransformerDecoder`. */
export type TransformerStackOptions = Given<typeof stackOptions>;

/** Copies of one layer, one after the other. */
export abstract class TransformerStack<L extends TransformerLayer & { clone(): L }> extends Module {
  readonly layers: ModuleList<L>;
  readonly norm: LayerNorm | undefined;

  constructor(layer: L, numLayers: number, options: TransformerStackOptions = {}) {
    super();
    expectInstance(this.path, "layer", layer, Module, "a layer with clone()");
    const { norm } = stackOptions.complete(options, this);
    expectCount(this.path, "numLayers", numLayers, 0);
    const layers = Array.from({ length: numLayers }, () => layer.clone());
    this.layers = this.child("layers", new ModuleList(layers));
    if (norm) this.norm = this.child("norm", norm);
  }

  /** The last layer's output, normalised. */
  protected finish(x: Tensor): Tensor {
    const tokensFirst = [...this.layers][0]?.options.batchFirst === false;
    return withLayout({ tokensFirst }, () =>
      this.see("output", this.norm?.forward(x) ?? x, ["N", "T", "E"]),
    );
  }
}
