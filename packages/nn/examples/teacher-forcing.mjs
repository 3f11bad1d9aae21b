// Teacher forcing: the decoder gets the right target, shifted right by one, and guesses the next.
import assert from "node:assert/strict";
import { causalMask, crossEntropy, manualSeed, tensor } from "@qkv/nn";
import { Seq2Seq } from "@qkv/nn/models";

const words = ["<pad>", "<begin>", "<end>", "ich", "mag", "Äpfel", "I", "like", "apples"];
const ids = (...sentence) =>
  tensor([sentence.map((word) => words.indexOf(word))], { dtype: "int32" });

const source = ids("I", "like", "apples", "<end>");
const target = ["ich", "mag", "Äpfel"];
// What goes into the decoder, and what has to come out: the same words, one place apart.
const input = ["<begin>", ...target];
const expected = [...target, "<end>"];
console.log("place   decoder sees                 and has to say");
for (const [t, word] of expected.entries())
  console.log(
    `${t + 1}       ${input
      .slice(0, t + 1)
      .join(" ")
      .padEnd(29)}${word}`,
  );

// The mask lets place t see the places up to t only (1 = hidden), so all are trained in one pass.
console.log("\nmask");
const hidden = causalMask(4).dataSync();
for (let t = 0; t < 4; t++) console.log(`  ${hidden.slice(4 * t, 4 * t + 4).join(" ")}`);

manualSeed(0);
const model = new Seq2Seq({
  sourceVocabSize: words.length,
  targetVocabSize: words.length,
  dModel: 8,
  nhead: 2,
  numEncoderLayers: 1,
  numDecoderLayers: 1,
  dimFeedforward: 16,
  dropout: 0,
});
const logits = model.forward(source, ids(...input)); // [1, 4 places, 9 words]
const loss = crossEntropy(logits, ids(...expected));
console.log(
  `\nlogits [${logits.shape.join(", ")}], loss ${loss.item().toFixed(3)}: mean of 4 guesses`,
);
console.log(`a guess at random costs ln ${words.length} = ${Math.log(words.length).toFixed(3)}`);

// Proof that nothing leaks from the future: another third word changes places 3 and 4 only.
const other = model.forward(source, ids("<begin>", "ich", "apples", "Äpfel")).dataSync();
const width = words.length;
const same = [0, 1, 2, 3].map((t) =>
  logits
    .dataSync()
    .slice(t * width, (t + 1) * width)
    .every((v, i) => v === other[t * width + i]),
);
console.log(`with another word at place 3, the guess is the same at places: ${same}`);
assert.deepEqual(same, [true, true, false, false]);
