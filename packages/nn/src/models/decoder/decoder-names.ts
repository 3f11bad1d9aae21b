/** How a family calls the parts of a decoder in its state dict. */
export interface DecoderNames {
  /** All but the head. */
  readonly backbone: string;
  readonly tokens: string;
  readonly positions: string;
  readonly layers: string;
  readonly norm: string;
  readonly head: string;
  readonly block: {
    readonly attentionNorm: string;
    readonly attention: string;
    readonly feedForwardNorm: string;
    readonly feedForward: string;
  };
  readonly feedForward: { readonly expand: string; readonly project: string };
}
