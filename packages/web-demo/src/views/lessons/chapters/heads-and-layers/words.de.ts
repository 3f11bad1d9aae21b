import type { words as english } from "./words.en.ts";

export const words: typeof english = {
  title: "Wozu sind Köpfe und Schichten?",
  paragraphs: [
    "*Köpfe* schauen nebeneinander, zur selben Zeit. *Schichten* schauen nacheinander, und jede kann brauchen, was die vorige herausgefunden hat.",
    "Die erste Übung braucht zwei Schritte: „Anna Katze, Ben Hund, Cleo Fisch … Ben?“ Die Antwort ist ein Tier. Ein Tier weiß aber nichts von seinem Besitzer, ehe es auf das Token davor geschaut hat. Erst dann lässt es sich unter dessen Namen finden. Eine Schicht kann eines von beiden.",
    "Die zweite Übung fragt nach zweierlei zugleich: nach den Farben zweier Plätze, der einen und der anderen. Ein Kopf hat einen Softmax; er kann auf beide schauen, hat dann aber eine Mischung. Bei zwei Köpfen holt jeder das Seine.",
    "Mehr ist nicht immer besser. Die Breite wird unter den Köpfen geteilt, und ein Kopf mit vier Zahlen hat wenig, womit er vergleichen kann.",
  ],
  task: "In der ersten Übung: Trainieren Sie mit einer Schicht, und sehen Sie sie scheitern. Finden Sie dann heraus, wie viele Schichten den Verlust auf neuen Daten unter 0,2 bringen.",
  solved:
    "Zwei Schichten: eine, die auf das Token davor schaut, und eine, die nach dem findet, was die erste notiert hat. Sehen Sie, wie der Verlust lange stillsteht und dann auf einmal fällt: Der zweite Schritt nützt nichts, solange der erste fehlt.",
  exercise: "Übung",
  exercises: {
    lookup: "Wessen Tier? (zwei Schritte)",
    pairs: "Welche zwei Farben? (zweierlei zugleich)",
  },
  explained: {
    lookup: "Sechs Namen und Tiere in beliebiger Folge, dann ein Name.",
    pairs: "Fünf Plätze mit Farben in beliebiger Folge, dann zwei Plätze.",
  },
  layers: "Schichten",
  heads: "Köpfe",
  layersOf: (layers) => `${layers} ${layers === 1 ? "Schicht" : "Schichten"}`,
  run: (layers, heads) => `${layers}, ${heads} ${heads === 1 ? "Kopf" : "Köpfe"}`,
  picture: "Verlust im Training",
};
