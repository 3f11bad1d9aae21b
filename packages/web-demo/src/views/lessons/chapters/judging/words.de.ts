import type { words as english } from "./words.en.ts";

export const words: typeof english = {
  title: "Verlust, Perplexität, BLEU und Menschen",
  paragraphs: [
    "Wie gut ist ein Modell? Vier Antworten, von der nächsten zur fernsten.",
    "Der *Verlust* ist die Überraschung: Welche Wahrscheinlichkeit gab das Modell dem Token, das wirklich kam? Je weniger, desto größer ihr negativer Logarithmus.",
    "$$\\text{Verlust} = -\\frac{1}{n}\\sum_i \\ln p_i \\qquad \\text{Perplexität} = e^{\\text{Verlust}}$$",
    "Die *Perplexität* sagt dasselbe als Zahl der Möglichkeiten. 4 heißt: so unsicher, als wären jedes Mal vier Tokens gleich wahrscheinlich.",
    "*BLEU* beurteilt Übersetzungen. Es zählt, wie viele Wörter und Folgen aus zwei, drei und vier Wörtern auch in der Vorlage eines Menschen stehen. Es ist schnell, und es ist blind: Eine andere gute Fassung bekommt wenig Punkte, und auch ein Synonym.",
    "Am Ende entscheiden *Menschen*. Sie sehen zwei Texte, ohne zu wissen, von wem, und sagen, welcher besser ist. Viele solche Stimmen ergeben eine Rangliste. Genau das tut die Ansicht „Bewerten“.",
  ],
  task: "Die Regler sagen, was ein Modell den drei Tokens gab, die wirklich kamen. Bringen Sie seine Perplexität auf 4, plus oder minus 0,1.",
  solved:
    "Ein schlechter Tipp verdirbt zwei gute: Der Logarithmus straft, wer sicher ist und irrt. Mit 25 % für jedes Token sind es genau 4.",
  token: (token) => `Für „${token}“`,
  tokens: ["eats", "the", "mouse"],
  surprise: "Überraschung, −ln p",
  result: (loss, perplexity) => `Verlust ${loss}, Perplexität ${perplexity}.`,
  yours: "Eine Übersetzung: Ändern Sie sie und beobachten Sie BLEU",
  reference: (sentence) => `Die Vorlage: ${sentence}`,
  bleu: (score) => `BLEU: ${score}`,
  bleuNote: "Wie viel davon in der Vorlage steht",
  orders: ["Wörter", "Paare", "Dreier", "Vierer"],
};
