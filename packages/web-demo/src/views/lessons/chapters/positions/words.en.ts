export const words = {
  title: "Positions",
  paragraphs: [
    "Attention adds up what it finds, and a sum does not care for order. To it, *cat eats mouse* and *mouse eats cat* are the same bag of words.",
    "The cure is plain: add to each word a vector that stands for its place. Now the cat in front and the cat at the end differ, and attention can tell them apart.",
    "The first transformer used waves: a fast one and slower and slower ones, like the hands of a clock that tell seconds, minutes and hours.",
    "$$p_{t,\\,2i} = \\sin\\frac{t}{10000^{2i/d}} \\qquad p_{t,\\,2i+1} = \\cos\\frac{t}{10000^{2i/d}}$$",
    "Others learn a vector for each place (GPT-2, BERT), or turn queries and keys by an angle that grows with the place (Llama), so that only distances count.",
  ],
  task: "Without positions, the new vector of *eats* is the same in both sentences, to the last digit. Add so much of them that the two are more than 0.3 apart.",
  solved:
    "Who eats and who is eaten is now written into the vector of the verb. The words have not changed, only their places.",
  amount: "Positions added",
  sentences: ["cat eats mouse", "mouse eats cat"],
  vector: "“eats” after attention",
  apart: "Distance between the two",
  encodings: "The waves: one column for each place",
  encodingsNote: "Rows above are fast, those below slow.",
};
