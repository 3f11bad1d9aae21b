export const words = {
  title: "Positions",
  paragraphs: [
    "Attention adds up what it finds, and a sum does not care for order. To it, *cat eats mouse* and *mouse eats cat* are the same bag of words.",
    "The cure is plain: add to each word a vector that stands for its place. Now the cat in front and the cat at the end differ, and attention can tell them apart.",
    "The first transformer used waves: a fast one and slower and slower ones, like the hands of a clock that tell seconds, minutes and hours.",
    "$$p_{t,\\,2i} = \\sin\\frac{t}{10000^{2i/d}} \\qquad p_{t,\\,2i+1} = \\cos\\frac{t}{10000^{2i/d}}$$",
    "Others learn a vector for each place (GPT-2, BERT), or turn queries and keys by an angle that grows with the place (Llama), so that only distances count: see below.",
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
  turnedTitle: "Turned instead of added",
  turnedNote:
    "Rotary positions add nothing. The numbers of a query and of a key go in pairs, and each pair is turned like the hand of a clock, by its place times a step: one radian a place for the first pair, ten times less for each one after it here. Move the query, with the key as far before it as it was: every hand turns, and the product of the two stays the same. Only a change of the distance changes it.",
  place: "Place of the query",
  keyBefore: "The key stands so many places before it",
  score: "Query times key",
  hand: (pair: number, angle: string) => `Pair ${pair} of the query: ${angle} radians`,
  angles: "The angle by place and pair",
  anglesNote:
    "Across: places. Down: pairs. No colour is 0, full colour a whole turn; then it begins anew.",
};
