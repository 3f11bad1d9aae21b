import type { words as english } from "./words.en.ts";

export const words: typeof english = {
  title: "Addieren und normieren",
  paragraphs: [
    "Eine Schicht ersetzt nicht, was hereinkommt. Sie errechnet eine Änderung, und die wird *addiert*. Was hereinkam, läuft unversehrt an ihr vorbei: die *Residualverbindung*.",
    "$$x \\leftarrow x + \\text{Schicht}(x)$$",
    "So fließt ein Strom durch das ganze Modell, und jede Schicht schreibt ein wenig hinein. Eine Schicht, die nichts zu sagen hat, addiert 0 und schadet nicht. Der Gradient läuft im selben Strom zurück, bis zur ersten Schicht, ohne zu verblassen.",
    "Doch mit jeder Addition können die Zahlen wachsen. *Layer Normalisation* bringt den Vektor jedes Tokens zurück auf Mittelwert 0 und Varianz 1; zwei gelernte Vektoren, $\\gamma$ und $\\beta$, strecken und verschieben ihn dann, wie das Modell es mag.",
    "$$\\text{norm}(x) = \\gamma\\,\\frac{x - \\text{Mittel}}{\\sqrt{\\text{Varianz} + \\epsilon}} + \\beta$$",
  ],
  task: "Finden Sie heraus, was die Norm wegnimmt: Ändern Sie ihre Eingabe auf beide Weisen, die sie ganz rückgängig macht, sodass ihre Ausgabe wie zu Beginn ist.",
  solved:
    "Die Norm vergisst Höhe und Größe und behält das Muster. Wie laut ein Vektor geworden ist, kümmert die nächste Schicht nicht mehr, nur, was er sagt.",
  shift: "Zu allen addieren",
  factor: "Alle malnehmen",
  raise: "Nur zur ersten addieren",
  input: "x + Schicht(x)",
  inputNote: "Was die Norm bekommt.",
  output: "norm(x + Schicht(x))",
  outputNote: (moved) => `Am weitesten von vorher entfernt: ${moved}`,
};
