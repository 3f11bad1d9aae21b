import type { words as english } from "./words.en.ts";

export const words: typeof english = {
  title: "Positionen",
  paragraphs: [
    "Aufmerksamkeit addiert, was sie findet, und eine Summe kennt keine Reihenfolge. Für sie sind *Katze frisst Maus* und *Maus frisst Katze* derselbe Beutel Wörter.",
    "Die Abhilfe ist einfach: Man addiert zu jedem Wort einen Vektor, der für seine Stelle steht. Nun unterscheiden sich die Katze vorn und die Katze hinten, und die Aufmerksamkeit hält sie auseinander.",
    "Der erste Transformer nahm Wellen: eine schnelle und immer langsamere, wie die Zeiger einer Uhr, die Sekunden, Minuten und Stunden zeigen.",
    "$$p_{t,\\,2i} = \\sin\\frac{t}{10000^{2i/d}} \\qquad p_{t,\\,2i+1} = \\cos\\frac{t}{10000^{2i/d}}$$",
    "Andere lernen einen Vektor für jede Stelle (GPT-2, BERT) oder drehen Querys und Keys um einen Winkel, der mit der Stelle wächst (Llama), sodass nur Abstände zählen: siehe unten.",
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
  turnedTitle: "Gedreht statt addiert",
  turnedNote:
    "Rotary-Positionen addieren nichts. Die Zahlen einer Query und eines Keys gehen zu zweit, und jedes Paar wird gedreht wie der Zeiger einer Uhr, um seine Stelle mal einen Schritt: ein Radiant je Stelle für das erste Paar, hier zehnmal weniger für jedes weitere. Verschieben Sie die Query, und den Key mit ihr: Jeder Zeiger dreht sich, und das Produkt der beiden bleibt dasselbe. Erst ein anderer Abstand ändert es.",
  place: "Stelle der Query",
  keyBefore: "So viele Stellen davor steht der Key",
  score: "Query mal Key",
  hand: (pair, angle) => `Paar ${pair} der Query: ${angle} Radiant`,
  angles: "Der Winkel nach Stelle und Paar",
  anglesNote:
    "Nach rechts: Stellen. Nach unten: Paare. Keine Farbe ist 0, volle Farbe eine ganze Drehung; dann beginnt es von vorn.",
};
