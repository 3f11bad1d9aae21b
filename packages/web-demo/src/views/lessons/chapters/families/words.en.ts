export const words = {
  title: "Three kinds of transformer",
  paragraphs: [
    "The same blocks make three kinds of models. They differ in who may look at whom.",
    "*Decoder-only*: each token looks back alone. It learns to say what comes next, and so it writes. GPT, Llama and nearly all that people talk with are of this kind.",
    "*Encoder-only*: each token looks at all. It writes nothing, but it understands a whole text at once: BERT fills gaps, sorts texts, finds those that mean the same.",
    "*Encoder-decoder*: an encoder reads the source as a whole, and a decoder writes the target from left to right; with each word it looks at the source, too. The first transformer was of this kind, made to translate; Whisper hears with one.",
  ],
  task: "Choose for each piece of work the kind of model that is made for it.",
  solved:
    "A rule to go by: if all of the input lies before you and you need no new text, an encoder. If you write on from what is there, a decoder. If one thing becomes another, both.",
  picture: "Who may look at whom",
  choose: "Choose …",
  kinds: {
    decoder: "Decoder-only",
    encoder: "Encoder-only",
    "encoder-decoder": "Encoder-decoder",
  },
  looks: {
    decoder: "Looks back alone.",
    encoder: "Looks everywhere.",
    "encoder-decoder": "Reads the source, writes the target; blue: cross-attention.",
  },
  work: {
    continue: "Go on with a story",
    gap: "Fill a gap in the middle of a sentence",
    translate: "Translate English into German, sentence by sentence",
    sentiment: "Say whether a review is kind",
    chat: "Answer in a conversation",
    transcribe: "Write down what is heard",
  },
  right: (right: number, all: number) => `${right} of ${all} are right.`,
};
