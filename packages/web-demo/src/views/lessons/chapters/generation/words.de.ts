import type { words as english } from "./words.en.ts";

export const words: typeof english = {
  title: "Schreiben und der Cache",
  paragraphs: [
    "Ein Modell, das schreibt, weiß nur eines: wie wahrscheinlich jedes Token als nächstes kommt. Darum schreibt es in einer Schleife. Den Text ansehen, ein Token wählen, es anhängen, wieder ansehen.",
    "Immer das wahrscheinlichste Token ergibt öde Texte, die sich wiederholen. Darum lost man. Die *Temperatur* $T$ entscheidet, wie sehr die wahrscheinlichen bevorzugt werden:",
    "$$p_i = \\text{softmax}(s / T)_i$$",
    "Niedrige Temperaturen gehen auf Nummer sicher, hohe wagen etwas.",
    "Tokens, die dastehen, ändern sich nicht: Ein Decoder schaut nur zurück. Ihre Keys und Values kann man aufheben, im *Cache*. Dann läuft jedes neue Token allein durch die Schichten und schaut auf das Aufgehobene. Ohne ihn läuft für jedes Token der ganze Text noch einmal hindurch.",
  ],
  task: "Lassen Sie den Text im unteren Bild wachsen, bis der Cache mehr als 90 % der Arbeit spart.",
  solved:
    "Ab 20 Tokens sind neun Zehntel gespart; bei 1000 sind es 99,8 %. Der Preis ist Speicher: Keys und Values jeder Schicht, für jedes Token.",
  prompt: "Wie der Text beginnt",
  temperature: "Temperatur",
  temperatureHelp: "0 nimmt immer das wahrscheinlichste.",
  again: "Noch einmal losen",
  length: "Geschriebene Tokens",
  picture: "Durchläufe durch die Schichten, ohne und mit Cache",
  without: "ohne",
  with: "mit",
  saved: (share) => `Der Cache spart ${share}.`,
};
