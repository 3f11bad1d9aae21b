import type { words as english } from "./words.en.ts";

export const words: typeof english = {
  title: "Query, Key, Value",
  paragraphs: [
    "Ein Wort muss nach etwas fragen und etwas anbieten, und das ist nicht dasselbe. Ein Verb fragt: Wer tut es? Ein Nomen bietet an: Ich könnte es sein.",
    "Darum wird aus jedem Vektor $x$ dreierlei, durch drei gelernte Matrizen:",
    "$$q = W_Q\\,x \\qquad k = W_K\\,x \\qquad v = W_V\\,x$$",
    "Die *Query* ist, was ein Wort sucht. Der *Key* ist, woran man es findet. Der *Value* ist, was es weitergibt. Jede Query trifft jeden Key in einem Skalarprodukt; Softmax macht daraus Anteile, die zusammen 1 ergeben; nach diesen Anteilen werden die Values gemischt.",
    "$$\\text{attention}(Q, K, V) = \\text{softmax}\\!\\left(\\frac{QK^\\top}{\\sqrt{d}}\\right) V$$",
    "Das Modell lernt nicht, wohin es in diesem Satz schauen soll. Es lernt die Matrizen, und die entscheiden in jedem Satz.",
  ],
  task: "Hier lässt $W_K$ die Vektoren, wie sie sind. Ändern Sie $W_Q$, bis *frisst* mit mehr als 80 % auf *Maus* schaut.",
  solved:
    "Sie haben von Hand getan, was das Training mit Gradienten tut: Gewichte gefunden, mit denen ein Verb nach seinem Objekt fragt. Eine Matrix dient allen Wörtern, darum schauen auch die anderen jetzt woandershin.",
  matrix: "Die Matrix der Querys",
  tokens: ["Katze", "frisst", "Maus"],
  picture: "Wer schaut auf wen",
  note: (from, share, to) => `„${from}“ gibt ${share} seiner Aufmerksamkeit an „${to}“.`,
  word: "Wort",
};
