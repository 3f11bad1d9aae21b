const tolerance = 1e-4;

/** Compare scores [rows, vocab]: what is ruled out exactly, the others within 1e-4 (1 + |b|). */
export function compareScores(comparison, label, ours, expected, { sorted = false } = {}) {
  const vocab = expected.length / ours.length;
  for (const [row, scores] of ours.entries()) {
    const theirs = expected.slice(row * vocab, (row + 1) * vocab);
    if (scores.length !== vocab)
      throw new Error(`${label} has ${scores.length} scores in row ${row}, expected ${vocab}`);
    const [a, b] = sorted ? [scores.slice().sort(), theirs.slice().sort()] : [scores, theirs];
    for (let i = 0; i < vocab; i++)
      comparison.addFigure(`${label}[${row}, ${i}]`, a[i], b[i], tolerance * (1 + Math.abs(b[i])));
  }
}
