/** What a case says about its mask must be what the function takes such a mask for. */
export function expectMaskMeaning(said, mask, booleanMeaning) {
  if (said === undefined) return;
  const meaning = mask?.dtype === "int32" ? booleanMeaning : "added to the scores";
  if (said !== meaning)
    throw new Error(
      `maskMeaning is ${JSON.stringify(said)}, the library's is ${JSON.stringify(meaning)}`,
    );
}
