import type { words as english } from "./words.en.ts";

export const words: typeof english = {
  title: "Warum mehrere maskierte Zellen?",
  paragraphs: [
    "An jeder Stelle soll ein schreibendes Modell das nächste Token raten. Warum genügt es nicht, dieses eine zu verbergen? Warum das ganze Dreieck?",
    "Erstens, weil das Spätere es verrät. Hier sind die Tokens Stunden, und jede liegt um eins über oder unter der vorigen, wie die Münze fällt. Wer weiß, wo der Weg zwei Stunden weiter steht, weiß oft, wo er dazwischen war.",
    "Zweitens, weil Tokens reden. Mit zwei Schichten kann eine spätere Stelle auf das verborgene Token schauen und es in der nächsten Schicht zurückgeben.",
    "Eine Münze sieht niemand voraus. Ein ehrliches Modell kann keinen Verlust unter $\\ln 2 \\approx 0{,}693$ haben. Wer darunter fällt, hat vorausgeschaut.",
    "(Ein Encoder, der Lücken füllt, maskiert in anderem Sinn: Er verbirgt einige Wörter des Textes selbst. Auch dort sind es mehrere zugleich, denn jedes verborgene Wort ist eine Übung, und eines von hundert lehrte langsam.)",
  ],
  task: "Trainieren Sie mit ganz verdeckter Zukunft. Finden Sie dann eine Maske, mit der der Verlust im Training unter den der Münze fällt, und sehen Sie, was das Modell wert ist, wenn die Zukunft verdeckt ist.",
  solved:
    "Es hat abschreiben gelernt, nicht vorhersehen. Im Training sieht es besser aus als möglich; wo es schreiben muss und es noch keine Zukunft gibt, ist es schlechter als ein ehrliches.",
  mask: "Was maskiert ist",
  masks: {
    future: "die ganze Zukunft",
    next: "nur das nächste Token",
    none: "nichts",
  },
  run: (masked) => `maskiert: ${masked}`,
  picture: "Verlust im Training",
};
