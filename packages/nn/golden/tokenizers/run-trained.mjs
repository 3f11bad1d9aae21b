/** Training is compared with what the reference trained. */
export function runTrained() {
  throw new Error("the library does not train tokenizers yet");
}
