import type { words as english } from "./words.en.ts";

export const words: typeof english = {
  title: "Skalierung",
  paragraphs: [
    "Ein Skalarprodukt ist eine Summe. Je länger die Vektoren, desto mehr Summanden hat sie und desto weiter liegt sie von 0 weg: bei Zufallszahlen der Varianz 1 um $\\sqrt{d}$.",
    "Softmax erhebt $e$ in die Potenz jedes Werts. Die Werte 1 und 2 bleiben sich nahe: 27 % und 73 %. Die Werte 10 und 20 nicht: Einer nimmt alles.",
    "$$\\text{softmax}(s)_i = \\frac{e^{s_i}}{\\sum_j e^{s_j}}$$",
    "Wo ein Key alles hat, ändern kleine Änderungen der Gewichte nichts. Der Gradient ist beinahe 0, und nichts wird gelernt. Darum teilt man die Werte durch $\\sqrt{d}$, und sie streuen bei jeder Breite gleich.",
  ],
  task: "Nehmen Sie die Skalierung weg und machen Sie die Vektoren 64 Zahlen breit oder breiter, bis ein einziger Key mehr als 95 % der Aufmerksamkeit hat.",
  solved:
    "So ist ein Modell vor seinem ersten Trainingsschritt: nichts als Zufall, und doch schon ganz sicher. Schalten Sie die Skalierung bei derselben Breite wieder ein, und alle Keys sind wieder im Spiel.",
  width: "Breite d",
  widthHelp: "So viele Zahlen hat jeder Vektor.",
  scaled: "Durch √d teilen",
  others: "Andere Zufallsvektoren",
  scores: "Werte q · k",
  spread: (size) => `In der Regel liegen sie um ${size} von 0 weg.`,
  weights: "Aufmerksamkeit nach Softmax",
};
