import type { words as english } from "./words.en.ts";

export const words: typeof english = {
  title: "Mehrere Köpfe und ihre Formen",
  paragraphs: [
    "Ein Softmax gibt eine Antwort: Schau dorthin. Ein Wort hat aber mehrere Fragen zugleich. Wer tut es? Wann? Welches Wort stand eben davor?",
    "Darum zerlegt man die Breite in *Köpfe*. Jeder hat seinen Teil von Query, Key und Value und einen eigenen Softmax. Danach legt man die Teile wieder nebeneinander, und eine letzte Matrix mischt sie.",
    "$$[N, M, E] \\to [N, n_{\\text{head}}, M, E / n_{\\text{head}}] \\to [N, M, E]$$",
    "$N$ Sätze, $M$ Tokens, je $E$ Zahlen. Durch das Zerlegen kommt nichts hinzu: Vier Köpfe mit 24 Zahlen rechnen so viel wie einer mit 96. Sie entscheiden nur jeder für sich.",
    "Unten ist ein echtes Modell. Eine Zeile ist ein Token, das schaut, eine Spalte eines, auf das geschaut wird; je dunkler, desto mehr. Ein Modell, das schreibt, schaut nur zurück, darum ist jede Karte halb leer.",
  ],
  task: "In vielen Modellen hat ein Kopf die Aufgabe, auf das Token unmittelbar davor zu schauen: Seine Karte hat eine Linie neben der Diagonale. Drücken Sie auf den Kopf dieser Schicht, der das am meisten tut.",
  solved:
    "Niemand hat ihm diese Aufgabe gegeben. Sie ist im Training entstanden, denn wer weiß, was davor stand, sagt leichter, was kommt.",
  sentence: "Ihr Satz",
  layer: "Schicht",
  picture: "Die Köpfe dieser Schicht",
  note: "Drücken Sie auf den Kopf, der zurückschaut.",
  shape: (axes, shape) => `Querys: ${axes} = ${shape}`,
  head: (head) => `Kopf ${head}`,
  headName: "Kopf",
  back: "eins zurück",
};
