import type { words as english } from "./words.en.ts";

export const words: typeof english = {
  title: "Warum die Residualverbindung?",
  paragraphs: [
    "Jede Schicht addiert zu dem, was hereinkam, statt es zu ersetzen. Was wäre, wenn sie es ersetzte?",
    "$$x + f(x) \\quad\\text{oder}\\quad f(x)$$",
    "Bei einer oder zwei Schichten sieht man wenig. In tiefen Modellen schon. Vorwärts mittelt jede Aufmerksamkeit, was die vorige gemittelt hat, und nach einigen Schichten gleichen sich alle Tokens. Rückwärts wird der Gradient mit jeder Schicht der Reihe nach malgenommen; mit der Residualverbindung mit $1 + f'$, und es gibt immer einen Weg, der gerade hindurchführt.",
    "Nehmen Sie sie weg, und sehen Sie, von wie vielen Schichten an sie fehlt. Die Übung ist der Weg rund um die Uhr; der beste Verlust ist $\\ln 2$, der des bloßen Ratens $\\ln 12 \\approx 2{,}48$.",
  ],
  task: "Finden Sie eine Tiefe, bei der das Modell mit der Residualverbindung lernt und ohne sie kaum: zwei Trainings mit gleich vielen Schichten, mehr als 0,5 auseinander.",
  solved:
    "Die Schichten sind dieselben, die Daten auch. Nur der Weg an ihnen vorbei fehlt, und tiefe Modelle lassen sich nicht mehr trainieren. Mit ihm gibt es Modelle von mehr als hundert Schichten.",
  layers: "Schichten",
  residual: "Mit Residualverbindung",
  with: "mit Residualverbindung",
  without: "ohne",
  run: (layers, how) => `${layers} ${layers === 1 ? "Schicht" : "Schichten"}, ${how}`,
  picture: "Verlust im Training",
};
