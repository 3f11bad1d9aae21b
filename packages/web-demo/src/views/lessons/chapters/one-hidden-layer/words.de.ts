import type { words as english } from "./words.en.ts";

export const words: typeof english = {
  title: "Ist das Feed-forward eine einzige verborgene Schicht?",
  paragraphs: [
    "Ja. Zwei Matrizen, dazwischen eine Aktivierung, eine verborgene Schicht: das älteste der neuronalen Netze, an jeder Stelle des Satzes, überall mit denselben Gewichten.",
    "$$x \\to W_1 x \\to \\text{GELU} \\to W_2 \\to \\dots$$",
    "Eine genügt, denn jede Funktion lässt sich mit einer verborgenen Schicht zeichnen, wenn sie breit genug ist; und ein Transformer hat viele Blöcke, sodass am Ende viele solche Schichten aufeinander folgen.",
    "Die Übung: drei Ziffern von 0 bis 4, dann ihre Summe modulo 5. Aufmerksamkeit kann die Ziffern holen und addieren. Dass die Summe aber bei 5 von vorn beginnt, ist ein Knick. (Auch Softmax und Norm knicken ein wenig, darum geht es ohne nur langsam, aber nicht gar nicht.)",
  ],
  task: "Trainieren Sie ein Feed-forward-Netz, das die Regel findet: ein Verlust unter 0,15 auf neuen Daten. Nehmen Sie dann die Aktivierung weg oder das ganze Netz, und trainieren Sie noch einmal.",
  solved:
    "Ohne Aktivierung sind zwei Matrizen nur eine und finden die Regel viel langsamer, als gäbe es das Netz nicht. Und mit ihr genügen schon wenige verborgene Zahlen.",
  feedForward: "Feed-forward-Netz",
  kinds: {
    nonlinear: "mit Aktivierung",
    linear: "ohne Aktivierung",
    none: "kein Feed-forward-Netz",
  },
  hidden: "Breite der verborgenen Schicht",
  run: (kind, hidden) => `${kind}, ${hidden} verborgene`,
  picture: "Verlust im Training",
};
