export const words = {
  title: "Why the residual?",
  paragraphs: [
    "Each layer adds to what came in, instead of replacing it. What if it replaced it?",
    "$$x + f(x) \\quad\\text{or}\\quad f(x)$$",
    "With one or two layers there is little to be seen. In deep models there is. Forward, each attention averages what the one before has averaged, and after some layers all tokens look alike. Backward, the gradient is multiplied by each layer in turn; with the residual it is multiplied by $1 + f'$, and there is always a way that leads straight through.",
    "Take it away, and see from how many layers on it is missed. The exercise is the walk round the clock; the best possible loss is $\\ln 2$, that of pure guessing $\\ln 12 \\approx 2.48$.",
  ],
  task: "Find a depth at which the model learns with the residual and hardly without it: two trainings with the same number of layers, more than 0.5 apart.",
  solved:
    "The layers are the same and the data are the same. Only the way past them is missing, and deep models cannot be trained any more. With it, there are models of more than a hundred layers.",
  layers: "Layers",
  residual: "With the residual",
  with: "with the residual",
  without: "without",
  run: (layers: number, how: string) => `${layers} ${layers === 1 ? "layer" : "layers"}, ${how}`,
  picture: "Loss in training",
};
