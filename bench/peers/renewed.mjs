/** What comes before each call where the operand `fresh` is to be another one every time. */
export const renewed = (fresh, operands, inputs, upload) =>
  fresh && {
    before: () => {
      operands[fresh].dispose();
      operands[fresh] = upload(inputs[fresh]);
    },
  };
