import { readFileSync } from "node:fs";
import { join } from "node:path";
import { nn } from "../library.mjs";
import { expectMet } from "./meet-demand.mjs";
import { compareGguf, readGgufWhole } from "./run-gguf.mjs";
import { compareLlama2c, compareVocabulary, readLlama2cWhole } from "./run-llama2c.mjs";
import { compareTorch, readTorchWhole } from "./run-torch.mjs";

/** What is done with files of a kind: compared with what they hold, or read whole where that is to be refused. */
const kinds = {
  torch: { compare: compareTorch, readWhole: readTorchWhole, error: "TorchFileError" },
  gguf: { compare: compareGguf, readWhole: readGgufWhole, error: "GgufError" },
  llama2c: { compare: compareLlama2c, readWhole: readLlama2cWhole, error: "Llama2cError" },
};

/** A file that some other program wrote, or that somebody made to do harm. */
export async function runFile({ kind, folder, record, book }, device, comparison) {
  if (!Object.hasOwn(kinds, kind)) throw new Error(`files of kind ${kind} are not understood`);
  const { compare, readWhole, error } = kinds[kind];
  const bytes = readFileSync(join(folder, record.file));
  const given = { bytes, folder, record, book, device };
  if (record.tokenizer) compareVocabulary(given, comparison);
  else if (record.must === undefined) await compare(given, comparison);
  else {
    const options = { size: bytes.length, errorType: nn[error], marker: book.marker };
    await expectMet(record.must, (asModel) => readWhole(bytes, asModel), options);
    comparison.addFigure("refused", 0, 0, 1);
  }
}
