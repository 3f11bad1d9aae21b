import type { words as english } from "./words.en.ts";

export const words: typeof english = {
  title: "Encoder, Decoder, Cross-Attention",
  paragraphs: [
    "Wer übersetzt, muss lesen, ehe er schreibt. Darum gibt es zwei Hälften. Der *Encoder* liest die ganze Quelle, jedes Wort schaut auf alle. Der *Decoder* schreibt das Ziel Wort für Wort und schaut auf das Geschriebene zurück.",
    "Dazwischen liegt die *Cross-Attention*. Die Querys kommen aus dem Ziel, Keys und Values aus der Quelle: Was ich gleich schreibe, fragt nach dem, was gelesen wurde.",
    "$$\\text{softmax}\\!\\left(\\frac{Q_{\\text{Ziel}}\\,K_{\\text{Quelle}}^\\top}{\\sqrt{d}}\\right) V_{\\text{Quelle}}$$",
    "Ihre Karte ist nicht quadratisch: so viele Zeilen, wie das Ziel Tokens hat, so viele Spalten wie die Quelle. Die Reihenfolge ist frei. Das Deutsche stellt manche Verben ans Ende, und die Linie zu so einem Verb kreuzt einfach die anderen.",
    "Hier arbeitet ein kleines echtes Modell. Es hat Sätze über Tiere und Menschen gelernt, aus dem Englischen ins Deutsche. Das englische *it* kann *er*, *sie* oder *es* sein: Das Geschlecht dessen, wofür es steht, entscheidet, also muss das Modell herausfinden, was das ist.",
  ],
  task: "Schreiben Sie einen Satz, in dem *it* zu *es* wird. Welches Tier könnte gemeint sein?",
  solved:
    "*Es* steht für Wörter im Neutrum, etwa das Schaf. Um ein kleines Wort richtig zu sagen, musste das Modell auf das richtige Nomen schauen und dessen Geschlecht wissen.",
  sentence: "Englischer Satz",
  help: "Es kennt Sätze wie diese über Tiere und Menschen; andere Wörter hat es nie gesehen.",
  picture: "Wohin jedes deutsche Token schaut",
  note: "Links: was geschrieben wird. Rechts: was gelesen wurde. Letzte Schicht, Mittel ihrer Köpfe.",
};
