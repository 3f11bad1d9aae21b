import type { words as english } from "./words.en.ts";

export const words: typeof english = {
  title: "Masken",
  paragraphs: [
    "Ein Modell, das schreibt, sieht nur, was schon dasteht. Im Training liegt ihm aber der ganze Satz vor, und an jeder Stelle soll es das nächste Wort sagen. Könnte es vorausschauen, schriebe es ab und lernte nichts.",
    "Darum *maskiert* man Zellen: Ihre Werte werden vor Softmax zu $-\\infty$, ihre Anteile zu 0. Der Rest ergibt wieder 1.",
    "$$\\text{softmax}(s + m), \\qquad m_{ij} = \\begin{cases} 0 & \\text{darf man sehen} \\\\ -\\infty & \\text{maskiert} \\end{cases}$$",
    "Jede Zeile ist ein Wort, das schaut, jede Spalte eines, auf das geschaut wird. Eine Matrix enthält die Aufgaben aller Stellen zugleich: In Zeile 3 hat das Modell drei Wörter und rät das vierte.",
    "Andere Masken verbergen das Padding, die Füllung, die alle Sätze eines Batches gleich lang macht.",
  ],
  task: "Maskieren Sie, was ein schreibendes Modell nicht sehen darf, und sonst nichts. Jedes Wort darf auf sich selbst schauen und auf das, was davor steht.",
  solved:
    "Zehn Zellen in einem Dreieck: die *kausale Maske*. Mit ihr übt ein Durchgang fünf Vorhersagen, und keine kann schummeln. Warum es alle zehn braucht und nicht nur das nächste Wort jeder Zeile, ist die erste der Fragen am Ende.",
  tokens: ["die", "Katze", "frisst", "die", "Maus"],
  picture: "Anteile der Aufmerksamkeit, in Prozent",
  note: "Ein Druck auf eine Zelle maskiert sie.",
  cell: (query, key) => `„${query}“ schaut auf „${key}“:`,
  clear: "Nichts maskieren",
};
