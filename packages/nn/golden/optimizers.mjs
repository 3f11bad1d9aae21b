import { nn } from "./library.mjs";

/** The class of a case such as "sgd" or "sgd-nesterov"; its options are attributes of the same names. */
export const optimizers = {
  sgd: () => nn.SGD,
  adam: () => nn.Adam,
  adamw: () => nn.AdamW,
  rmsprop: () => nn.RMSprop,
  adagrad: () => nn.Adagrad,
  adafactor: () => nn.Adafactor,
  lion: () => nn.Lion,
  muon: () => nn.Muon,
};

/** The class of a scheduler; its options are attributes of the same names. */
export const schedulers = {
  cosine: () => nn.CosineAnnealingLR,
  step: () => nn.StepLR,
  multistep: () => nn.MultiStepLR,
  exponential: () => nn.ExponentialLR,
  onecycle: () => nn.OneCycleLR,
  linear: () => nn.LinearLR,
  constant: () => nn.ConstantLR,
  noam: () => nn.NoamLR,
};
