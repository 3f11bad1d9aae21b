import type { words as english } from "./words.en.ts";

export const words: typeof english = {
  title: "Positionen",
  paragraphs: [
    "Aufmerksamkeit addiert, was sie findet, und eine Summe kennt keine Reihenfolge. Für sie sind *Katze frisst Maus* und *Maus frisst Katze* derselbe Beutel Wörter.",
    "Die Abhilfe ist einfach: Man addiert zu jedem Wort einen Vektor, der für seine Stelle steht. Nun unterscheiden sich die Katze vorn und die Katze hinten, und die Aufmerksamkeit hält sie auseinander.",
    "Der erste Transformer nahm Wellen: eine schnelle und immer langsamere, wie die Zeiger einer Uhr, die Sekunden, Minuten und Stunden zeigen.",
    "$$p_{t,\\,2i} = \\sin\\frac{t}{10000^{2i/d}} \\qquad p_{t,\\,2i+1} = \\cos\\frac{t}{10000^{2i/d}}$$",
    "Andere lernen einen Vektor für jede Stelle (GPT-2, BERT) oder drehen Querys und Keys um einen Winkel, der mit der Stelle wächst (Llama), sodass nur Abstände zählen.",
  ],
  task: "Ohne Positionen ist der neue Vektor von *frisst* in beiden Sätzen derselbe, bis zur letzten Ziffer. Addieren Sie so viel davon, dass die beiden mehr als 0,3 auseinander liegen.",
  solved:
    "Wer frisst und wer gefressen wird, steht nun im Vektor des Verbs. Die Wörter sind dieselben geblieben, nur ihre Stellen nicht.",
  amount: "Addierte Positionen",
  sentences: ["Katze frisst Maus", "Maus frisst Katze"],
  vector: "„frisst“ nach der Aufmerksamkeit",
  apart: "Abstand zwischen den beiden",
  encodings: "Die Wellen: eine Spalte je Stelle",
  encodingsNote: "Obere Zeilen sind schnell, untere langsam.",
};
