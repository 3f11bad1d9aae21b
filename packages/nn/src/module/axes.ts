/** How the tensors that modules show are laid out just now. */
interface Layout {
  /** What stands for "T", the tokens at hand: M in a source or a language model, Mt in a target. */
  readonly tokens: "M" | "Mt";
  /** [tokens, batch, width] instead of [batch, tokens, width]. */
  readonly tokensFirst: boolean;
}

let layout: Layout = { tokens: "M", tokensFirst: false };

/** Run `body`, in which modules show tensors laid out like this. @internal */
export function withLayout<T>(change: Partial<Layout>, body: () => T): T {
  const outer = layout;
  layout = { ...outer, ...change };
  try {
    return body();
  } finally {
    layout = outer;
  }
}

/**
 * The symbols of a tensor's axes: N batch, M and Mt tokens of source and target, E width, nhead
 * heads, vocab. A module writes "T" for the tokens at hand. Without a batch, the N falls away.
 * @internal
 */
export function axisSymbols(axes: readonly string[], rank: number): readonly string[] {
  const [first, second, ...rest] = axes;
  const turned =
    layout.tokensFirst && first === "N" && second === "T" && rank === axes.length
      ? [second, first, ...rest]
      : axes;
  const missing = Math.max(0, rank - axes.length);
  return [
    ...Array<string>(missing).fill("*"),
    ...turned.slice(Math.max(0, axes.length - rank)),
  ].map((axis) => axis.replace(/\bT\b/, layout.tokens));
}
