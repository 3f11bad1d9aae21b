export const words = {
  title: "Add and norm",
  paragraphs: [
    "A layer does not replace what came in. It computes a change, and the change is *added*. What came in runs past the layer unharmed: the *residual connection*.",
    "$$x \\leftarrow x + \\text{layer}(x)$$",
    "So a stream runs through the whole model, and each layer writes a little into it. A layer with nothing to say adds 0, and does no harm. The gradient flows back along the same stream, to the first layer, without growing faint.",
    "Yet with every addition the numbers may grow. *Layer normalisation* brings each token's vector back to mean 0 and variance 1; two learned vectors, $\\gamma$ and $\\beta$, then stretch and shift it as the model likes.",
    "$$\\text{norm}(x) = \\gamma\\,\\frac{x - \\text{mean}}{\\sqrt{\\text{variance} + \\epsilon}} + \\beta$$",
  ],
  task: "Find out what the norm takes away: change its input by both of the ways that it undoes entirely, so that its output is as at first.",
  solved:
    "The norm forgets height and size, and keeps the pattern. How loud a vector has become no longer matters to the next layer, only what it says.",
  shift: "Add to all",
  factor: "Multiply all",
  raise: "Add to the first alone",
  input: "x + layer(x)",
  inputNote: "What the norm receives.",
  output: "norm(x + layer(x))",
  outputNote: (moved: string) => `Farthest from what it was: ${moved}`,
};
