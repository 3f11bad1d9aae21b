export const words = {
  title: "Loss, perplexity, BLEU and people",
  paragraphs: [
    "How good is a model? Four answers, from the nearest to the farthest.",
    "The *loss* is the surprise: what probability did the model give to the token that really came? The less, the greater its negative logarithm.",
    "$$\\text{loss} = -\\frac{1}{n}\\sum_i \\ln p_i \\qquad \\text{perplexity} = e^{\\text{loss}}$$",
    "*Perplexity* says the same as a number of choices. 4 means: as unsure as if four tokens were equally likely, each time.",
    "*BLEU* judges translations. It counts how many words, and runs of two, three and four words, are also in a reference by a person. It is quick, and it is blind: another good wording gets few points, and so does a synonym.",
    "In the end *people* decide. They see two texts, without knowing whose they are, and say which is better. Many such votes make a ranking. The view “Rate it” does just that.",
  ],
  task: "The sliders say what a model gave to the three tokens that really came. Bring its perplexity to 4, give or take 0.1.",
  solved:
    "One bad guess is enough to spoil two good ones: the logarithm punishes those who are sure and wrong. With 25 % for each token, it is exactly 4.",
  token: (token: string) => `Given to “${token}”`,
  tokens: ["eats", "the", "mouse"],
  surprise: "Surprise, −ln p",
  result: (loss: string, perplexity: string) => `Loss ${loss}, perplexity ${perplexity}.`,
  yours: "A translation: change it, and watch BLEU",
  reference: (sentence: string) => `The reference: ${sentence}`,
  bleu: (score: string) => `BLEU ${score}`,
  bleuNote: "How much of it is in the reference",
  orders: ["words", "pairs", "triples", "fours"],
};
