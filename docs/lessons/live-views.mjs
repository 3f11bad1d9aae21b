/** The chapter of the explorer's lessons that shows live what a program shows in numbers, by the program's name. */
export const liveViews = {
  "word-order": "positions",
  "softmax-scale": "scaling",
  "learned-weights": "query-key-value",
  "weight-shapes": "heads-and-layers",
  "i-like-apples": "one-hidden-layer",
  "single-and-multi-head": "heads",
  "convolution-and-attention": "why-attention",
  "forward-pass": "encoder-decoder",
  "teacher-forcing": "masks",
  "shared-weights": "training",
};
