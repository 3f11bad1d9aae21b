export const words = {
  title: "Encoder, decoder, cross-attention",
  paragraphs: [
    "To translate, one has to read before one writes. So there are two halves. The *encoder* reads the whole source, each word looking at all. The *decoder* writes the target word by word, looking back at what it has written.",
    "Between them lies *cross-attention*. The queries come from the target, keys and values from the source: what I am about to write asks what has been read.",
    "$$\\text{softmax}\\!\\left(\\frac{Q_{\\text{target}}\\,K_{\\text{source}}^\\top}{\\sqrt{d}}\\right) V_{\\text{source}}$$",
    "Its map is not square: as many rows as the target has tokens, as many columns as the source. Order is free. German puts some verbs at the end, and the line to such a verb simply crosses the others.",
    "A small real model is at work here. It has learned sentences about animals and people, English to German. English *it* can be *er*, *sie* or *es*: the gender of what it stands for decides, so the model has to find out what that is.",
  ],
  task: "Write a sentence in which *it* becomes *es*. Which animal might be meant?",
  solved:
    "German words have a gender, and *es* stands for neuter ones, such as das Schaf. To say one small word rightly, the model had to look at the right noun, and to know its gender.",
  sentence: "English sentence",
  help: "It knows sentences such as these about animals and people; other words it has never seen.",
  picture: "Where each German token looks",
  note: "Left: what is written. Right: what was read. Last layer, mean of its heads.",
};
