import type { words as english } from "./words.en.ts";

export const words: typeof english = {
  title: "Ähnlichkeit durch Skalarprodukt",
  paragraphs: [
    "Soll ein Wort auf andere schauen, muss es sich mit ihnen vergleichen. Vektoren vergleicht man durch ihr *Skalarprodukt*: Zahl für Zahl malnehmen und alles addieren.",
    "$$a \\cdot b = a_1 b_1 + a_2 b_2 + \\dots + a_d b_d$$",
    "Pfeile in dieselbe Richtung ergeben eine große Zahl. Pfeile im rechten Winkel ergeben 0: Sie haben nichts miteinander zu tun. Pfeile, die auseinander zeigen, ergeben eine negative.",
    "$$a \\cdot b = |a|\\,|b|\\,\\cos\\theta$$",
    "Zweierlei zählt also: der Winkel $\\theta$ zwischen ihnen und wie lang beide sind. Echte Modelle haben Hunderte von Zahlen statt zwei; die Summe wird nur länger.",
  ],
  task: "Drehen Sie die Pfeile, bis ihr Skalarprodukt genau 0 ist und keiner kürzer als 1. Ziehen Sie an den Spitzen oder nehmen Sie die Regler.",
  solved:
    "Im rechten Winkel sagt der eine nichts über den anderen. In einem Raum mit Hunderten von Richtungen ist Platz für sehr viele solche Paare, und so hält ein Vektor viele Tatsachen auseinander.",
  picture: "Zwei Vektoren",
  angle: "Winkel",
};
