/** Parameters of a GPT without biases, its weights [in, out]. */
export function gptParameterShapes({ layers, dModel, contextLength, vocabSize }) {
  const shapes = {
    tokens: [vocabSize, dModel],
    positions: [contextLength, dModel],
    norm: [dModel],
  };
  for (let i = 0; i < layers; i++)
    Object.assign(shapes, {
      [`norm1 ${i}`]: [dModel],
      [`q ${i}`]: [dModel, dModel],
      [`k ${i}`]: [dModel, dModel],
      [`v ${i}`]: [dModel, dModel],
      [`projection ${i}`]: [dModel, dModel],
      [`norm2 ${i}`]: [dModel],
      [`expand ${i}`]: [dModel, 4 * dModel],
      [`contract ${i}`]: [4 * dModel, dModel],
    });
  return shapes;
}
