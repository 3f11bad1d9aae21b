import { nn } from "../library.mjs";

/** Compare the sequences that a model generates, token by token; beams are not searched for yet. */
export async function compareGeneration(
  { model, generationConfig },
  { generate },
  tensors,
  comparison,
) {
  for (const [i, { options, inputs }] of generate.entries()) {
    const place = `generate/${i}`;
    const given = { ...generationConfig, ...options };
    if ((given.num_beams ?? 1) > 1) continue;
    const stored = (name) => tensors.get(`${place}/${name}`);
    const rows = (name) => inputs.includes(name) && rowsOf(stored(name));
    const ids = rows("input_ids");
    const attentionMask = rows("attention_mask") || undefined;
    const sequences = await nn.generateIds(
      model,
      { ids, attentionMask },
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

const rowsOf = ({ shape: [batch, length], values }) =>
  Array.from({ length: batch }, (_, row) => [...values.subarray(row * length, (row + 1) * length)]);
