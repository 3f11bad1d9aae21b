import { nn } from "../library.mjs";
import { namedTensors } from "./named-tensors.mjs";

/** Compare the sequences that a model generates, token by token. */
export async function compareGeneration(
  { model, generationConfig },
  { generate },
  tensors,
  comparison,
) {
  for (const [i, { options, inputs }] of generate.entries()) {
    const place = `generate/${i}`;
    const given = { ...generationConfig, ...options };
    const stored = (name) => tensors.get(`${place}/${name}`);
    const rows = (name) => (inputs.includes(name) ? rowsOf(stored(name)) : undefined);
    const begun = rows("decoder_input_ids");
    const sequences = await nn.generateIds(
      model,
      inputs.includes("input_ids")
        ? { ids: rows("input_ids"), attentionMask: rows("attention_mask"), begun }
        : { inputs: inputsOf(tensors, place, inputs, model.device), begun },
      nn.generationOptions(given),
    );
    comparison.addValues(
      `${place}/sequences`,
      Int32Array.from(sequences.flat()),
      stored("sequences").values,
      stored("sequences").shape,
    );
  }
}

/** What an encoder reads that takes no ids. */
const inputsOf = (tensors, place, names, device) =>
  Object.fromEntries(
    Object.entries(namedTensors(tensors, place, device)).filter(
      ([name]) => names.includes(name) && name !== "decoder_input_ids",
    ),
  );

const rowsOf = ({ shape: [batch, length], values }) =>
  Array.from({ length: batch }, (_, row) => [...values.subarray(row * length, (row + 1) * length)]);
