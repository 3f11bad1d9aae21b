import { nn } from "../library.mjs";
import { expectSame } from "./stored-values.mjs";

/** Compare a converted model's configuration, and what it computes of the prompt. */
export async function compareLogits(
  { config, checkpoint },
  { config: expected, prompt, logits },
  device,
  comparison,
) {
  for (const [field, value] of Object.entries(expected))
    expectSame(`config.${field}`, config[field], value);
  const model = nn.modelFromConfig(config, { device });
  try {
    await nn.loadFileWeights(model.eval(), checkpoint);
    const ids = Int32Array.from(prompt);
    const computed = nn.scope(() =>
      model.forward(nn.tensor(ids, { shape: [1, ids.length], device })),
    );
    const values = await computed.data();
    computed.dispose();
    comparison.addValues("logits", values, logits, [prompt.length, logits.length / prompt.length]);
  } finally {
    model.dispose();
  }
}
