import type { words as english } from "./words.en.ts";

export const words: typeof english = {
  title: "Training, Batches, gemeinsame Gewichte",
  paragraphs: [
    "Trainiert wird in Schritten. Das Modell sieht einige Beispiele und sagt, was es erwartet. Der *Verlust* sagt, wie falsch es lag. Der *Gradient* sagt für jedes Gewicht, in welche Richtung der Verlust fällt, und jedes geht ein kleines Stück dorthin.",
    "$$w \\leftarrow w - \\eta\\,\\frac{\\partial\\,\\text{Verlust}}{\\partial w}$$",
    "Ein *Batch* ist, was ein Schritt sieht; eine *Epoche* ist um, wenn jedes Beispiel einmal dran war. 40 Beispiele in Batches zu 8 sind fünf Schritte. Alle ändern ein und denselben Satz Gewichte: Es gibt keinen eigenen für jedes Beispiel, jeden Batch oder jede Stelle im Satz.",
    "Große Batches geben ruhige Schritte, aber wenige. Kleine geben viele, jeder ein wenig falsch.",
    "Nach dem Training stehen die Gewichte fest. Und doch hat ein Wort in jedem Satz einen anderen Vektor: Die Gewichte bleiben, aber was durch sie hindurchgeht, ist jedes Mal anders.",
    "Hier lernt ein kleines Modell aus 40 Wegen rund um eine Uhr: Auf jede Stunde folgt die nächste oder die vorige, wie die Münze fällt.",
  ],
  task: "Jedes Beispiel soll zehnmal drankommen, und die Gewichte sollen sich genau 50-mal ändern. Wählen Sie die Größe des Batches und trainieren Sie.",
  solved:
    "Batches zu 8, fünf Schritte je Epoche, 50 im Ganzen. Vergleichen Sie: Mit Batches zu 40 kommen die Beispiele ebenso oft dran, aber die Gewichte ändern sich nur zehnmal.",
  batch: "Beispiele je Batch",
  epochs: "Epochen",
  updates: (perEpoch, steps) =>
    `${perEpoch} ${perEpoch === 1 ? "Schritt" : "Schritte"} je Epoche, ${steps} Änderungen der Gewichte im Ganzen.`,
  run: (batch, epochs) => `Batches zu ${batch}, ${epochs} Epochen`,
  picture: "Verlust, Schritt für Schritt",
};
