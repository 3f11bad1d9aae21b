export const words = {
  title: "Training, batches, shared weights",
  paragraphs: [
    "Training goes in steps. The model sees a few examples and says what it expects. The *loss* tells how wrong it was. The *gradient* tells for each weight in which direction the loss falls, and each weight goes a small way there.",
    "$$w \\leftarrow w - \\eta\\,\\frac{\\partial\\,\\text{loss}}{\\partial w}$$",
    "A *batch* is what is seen in one step; an *epoch* is over when every sample has been seen once. 40 samples in batches of 8 are five steps. All of them change one and the same set of weights: there is no set for each sample, for each batch or for each place in the sentence.",
    "Large batches give calm steps, but few of them. Small ones give many, each a little wrong.",
    "After training the weights are fixed. And yet a word has another vector in every sentence: the weights stay, but what goes through them is different each time.",
    "Here a small model learns from 40 walks round a clock: each hour is followed by the next or the one before, by the toss of a coin.",
  ],
  task: "Each sample is to be seen ten times, and the weights are to change exactly 50 times. Choose the size of the batch, and train.",
  solved:
    "Batches of 8, five steps in an epoch, 50 in all. Now compare: with batches of 40, the samples are seen just as often, but the weights change ten times only.",
  batch: "Samples in a batch",
  epochs: "Epochs",
  updates: (perEpoch: number, steps: number) =>
    `${perEpoch} ${perEpoch === 1 ? "step" : "steps"} in an epoch, ${steps} changes of the weights in all.`,
  run: (batch: number, epochs: number) => `batches of ${batch}, ${epochs} epochs`,
  picture: "Loss, step by step",
};
