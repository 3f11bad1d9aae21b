export const words = {
  title: "Feed-forward",
  paragraphs: [
    "Attention moves things from place to place. It does little with them: it weighs and adds. The thinking about what has arrived is done by the *feed-forward network*, at each place on its own, with the same weights everywhere.",
    "It has one hidden layer, as a rule four times as wide as the stream:",
    "$$\\text{ffn}(x) = W_2\\;\\text{relu}(W_1 x + b_1) + b_2$$",
    "The *activation* in the middle is what matters. $\\text{relu}$ cuts off all that is negative, and so bends the line; GELU does it with a round corner. Without it, two matrices in a row are just one matrix, and a sum of straight lines stays straight.",
    "Each hidden number is one bend. With enough bends, any curve can be drawn. About two thirds of all weights of a large model are here; much of what it knows is in them.",
  ],
  task: "Three hidden numbers bend at 1, 2 and 3. Choose what each is multiplied by, so that your line covers the tent.",
  solved:
    "Up by one, down by two, up by one: three bends make a tent. A network finds such numbers by itself, thousands at a time.",
  unit: (unit: number) => `Factor of hidden number ${unit}`,
  bends: (at: number) => `relu(x − ${at})`,
  picture: "A feed-forward network with three hidden numbers",
  off: (far: string) => `Farthest from the tent: ${far}`,
  yours: "yours",
  wanted: "the tent",
};
