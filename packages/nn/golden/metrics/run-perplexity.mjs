import { compareFields } from "../compare-deeply.mjs";
import { openModel } from "../generation/open-model.mjs";
import { nn } from "../library.mjs";

/** Logits are float32: what is almost certain has no more digits than 1 has. */
const allowed = (expected) => 1e-4 * Math.max(1, Math.abs(expected));
const exactly = () => 0;

/** A text of token ids by a model of models/ or data/, in windows. */
async function runPerplexity({ record, directory }, comparison, device) {
  const { ids, max_length: maxLength, stride, windows, tokens } = record;
  const { model } = await openModel(directory, record.model, device);
  try {
    const scored = await nn.stridedPerplexity(model, Int32Array.from(ids), { maxLength, stride });
    const rows = scored.windows.map(({ begin, end, scored: count, nats }) => [
      begin,
      end,
      count,
      nats,
    ]);
    const shown = rows.length > 10 ? [...rows.slice(0, 6), ...rows.slice(-4)] : rows;
    const figures = {
      windows: () => shown,
      nll: () => scored.loss * scored.tokens,
      tokens: () => scored.tokens,
      perplexity: () => scored.perplexity,
    };
    compareFields(comparison, record, ["model", "ids", "max_length", "stride"], figures, allowed);
    const counts = (list) => list.flatMap((row) => row.slice(0, 3));
    compareFields(
      comparison,
      { counts: counts(windows), tokens },
      [],
      {
        counts: () => counts(shown),
        tokens: () => scored.tokens,
      },
      exactly,
    );
  } finally {
    model.dispose();
  }
}

export const perplexityRunners = { "perplexity/cases": runPerplexity };
