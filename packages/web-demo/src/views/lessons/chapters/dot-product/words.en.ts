export const words = {
  title: "Similarity by dot product",
  paragraphs: [
    "If a word is to look at others, it has to compare itself with them. Vectors are compared by their *dot product*: multiply number by number, and add up.",
    "$$a \\cdot b = a_1 b_1 + a_2 b_2 + \\dots + a_d b_d$$",
    "Arrows that point the same way give a large number. Arrows at right angles give 0: they have nothing to do with each other. Arrows that point apart give a negative one.",
    "$$a \\cdot b = |a|\\,|b|\\,\\cos\\theta$$",
    "So two things count: the angle $\\theta$ between them, and how long both are. Real models have hundreds of numbers in place of two; the sum is only longer.",
  ],
  task: "Turn the arrows until their dot product is exactly 0, and neither is shorter than 1. Drag their heads, or use the sliders.",
  solved:
    "At right angles, one says nothing about the other. In a space of hundreds of directions there is room for very many such pairs, so one vector can hold many facts apart.",
  picture: "Two vectors",
  angle: "angle",
};
