import { compareFields, relative } from "../compare-deeply.mjs";
import { nn } from "../library.mjs";
import { inOrder } from "./figures-in-order.mjs";

const near = relative(1e-6);

function runClassification({ record, book }, comparison) {
  const { labels, predictions, probabilities, scores } = record;
  const ours = nn.classificationScores(labels, predictions);
  const average = (score) => inOrder(score, book.order);
  const figures = {
    accuracy: () => ours.accuracy,
    mcc: () => ours.matthews,
    balanced_accuracy: () => ours.balancedAccuracy,
    cohen_kappa: () => ours.kappa,
    classes: () => ours.confusion.classes,
    confusion: () => ours.confusion.counts,
    macro: () => average(ours.macro),
    micro: () => average(ours.micro),
    weighted: () => average(ours.weighted),
    per_class: () => {
      const rows = ours.perClass.map(average);
      return rows[0].map((_, i) => rows.map((row) => row[i]));
    },
    binary: () => average(ours.perClass.find((one) => one.class === 1)),
    log_loss: () => nn.logLoss(labels, probabilities),
    roc_auc: () => nn.rocAuc(labels, scores),
    average_precision: () => nn.averagePrecision(labels, scores),
  };
  for (const name of Object.keys(record)) {
    const [, k] = /^top(\d+)_accuracy$/.exec(name) ?? [];
    if (k) figures[name] = () => nn.topKAccuracy(labels, probabilities, { k: Number(k) });
  }
  const inputs = ["labels", "predictions", "probabilities", "scores"];
  compareFields(comparison, record, inputs, figures, near);
}

function runMultilabel({ record }, comparison) {
  const ours = nn.multilabelScores(record.labels, record.predictions);
  const figures = {
    subset_accuracy: () => ours.subsetAccuracy,
    hamming_loss: () => ours.hammingLoss,
    micro: () => ours.micro,
    macro: () => ours.macro,
    samples: () => ours.samples,
    weighted: () => ours.weighted,
  };
  compareFields(comparison, record, ["labels", "predictions"], figures, near);
}

export const classificationRunners = {
  "classification/cases": runClassification,
  "classification/multilabel": runMultilabel,
};
