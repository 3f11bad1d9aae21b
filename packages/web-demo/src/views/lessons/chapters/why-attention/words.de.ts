import type { words as english } from "./words.en.ts";

export const words: typeof english = {
  title: "Wozu Aufmerksamkeit",
  paragraphs: [
    "Ein Rechner kennt Wörter als Listen von Zahlen. So eine Liste ist ein *Vektor*; Wörter, die man ähnlich gebraucht, haben Vektoren, die nahe beieinander liegen.",
    "Doch eine Liste je Wort ist zu wenig. Das englische *bank* ist der Ort für Geld und ebenso das Ufer eines Flusses. Im Wörterbuch teilen sich beide Bedeutungen einen Eintrag, und sein Vektor liegt irgendwo dazwischen.",
    "Menschen lesen die Wörter ringsum und wissen Bescheid. *Aufmerksamkeit* macht es ebenso: Jedes Wort schaut auf die anderen, entscheidet, wie wichtig jedes ist, und nimmt so viel davon auf. Das Ergebnis ist ein neuer Vektor, gemacht für diesen einen Satz.",
    "Die Anteile ergeben zusammen 1. Der neue Vektor ist eine Mischung:",
    "$$\\text{neuer Vektor} = \\sum_i \\text{Anteil}_i \\cdot \\text{Vektor}_i$$",
    "Hier entscheiden Sie, wohin *bank* schaut. In einem Transformer entscheidet das niemand: Wie er es lernt, zeigen die nächsten Kapitel.",
  ],
  task: "Lassen Sie *bank* so auf die Wörter schauen, dass sein neuer Vektor eindeutig ist: mehr als viermal so viel von der richtigen Bedeutung wie von der anderen.",
  solved:
    "Am Wort hat sich nichts geändert, nur an dem, worauf es schaut. Dasselbe *bank* hat in jedem Satz einen anderen Vektor. Mehr tut Aufmerksamkeit nicht, aber das immer wieder.",
  sentence: "Satz",
  river: "they sat on [the] bank [of the] river (Ufer)",
  interest: "the bank raised its interest (Zinsen)",
  looksAt: "Wie sehr „bank“ schaut auf",
  inContext: "bank, hier",
  picture: "Was „bank“ hier bedeutet",
  money: "Geld",
  water: "Wasser",
};
