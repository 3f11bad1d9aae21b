import type { words as english } from "./words.en.ts";

export const words: typeof english = {
  title: "Drei Arten von Transformern",
  paragraphs: [
    "Dieselben Blöcke ergeben drei Arten von Modellen. Sie unterscheiden sich darin, wer auf wen schauen darf.",
    "*Nur Decoder*: Jedes Token schaut nur zurück. Es lernt zu sagen, was kommt, und so schreibt es. GPT, Llama und fast alle, mit denen man sich unterhält, sind von dieser Art.",
    "*Nur Encoder*: Jedes Token schaut auf alle. Er schreibt nichts, versteht aber einen ganzen Text auf einmal: BERT füllt Lücken, sortiert Texte, findet die, die dasselbe meinen.",
    "*Encoder-Decoder*: Ein Encoder liest die Quelle als Ganzes, ein Decoder schreibt das Ziel von links nach rechts; bei jedem Wort schaut er auch auf die Quelle. Der erste Transformer war von dieser Art, zum Übersetzen gemacht; Whisper hört mit einem.",
  ],
  task: "Wählen Sie für jede Arbeit die Art von Modell, die dafür gemacht ist.",
  solved:
    "Eine Faustregel: Liegt die ganze Eingabe vor und braucht es keinen neuen Text, ein Encoder. Schreibt man weiter, was schon dasteht, ein Decoder. Wird aus dem einen etwas anderes, beide.",
  picture: "Wer auf wen schauen darf",
  choose: "Wählen …",
  kinds: {
    decoder: "Nur Decoder",
    encoder: "Nur Encoder",
    "encoder-decoder": "Encoder-Decoder",
  },
  looks: {
    decoder: "Schaut nur zurück.",
    encoder: "Schaut überallhin.",
    "encoder-decoder": "Liest die Quelle, schreibt das Ziel; blau: Cross-Attention.",
  },
  work: {
    continue: "Eine Geschichte fortsetzen",
    gap: "Eine Lücke mitten im Satz füllen",
    translate: "Satz für Satz aus dem Englischen übersetzen",
    sentiment: "Sagen, ob eine Besprechung freundlich ist",
    chat: "In einem Gespräch antworten",
    transcribe: "Aufschreiben, was zu hören ist",
  },
  right: (right, all) => `${right} von ${all} sind richtig.`,
};
