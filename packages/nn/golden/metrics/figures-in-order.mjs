/** Precision, recall and F1 in the order that a book names: "precision, recall, f1; zero_division 0". */
export function inOrder(score, order = "precision, recall, f1") {
  const names = order
    .split(/[;(]/)[0]
    .split(",")
    .map((name) => name.trim());
  return names.map((name) => {
    if (!["precision", "recall", "f1"].includes(name))
      throw new Error(`the order ${JSON.stringify(order)} is not understood`);
    return score[name];
  });
}
