import { nn } from "../library.mjs";
import { compareScores } from "./compare-scores.mjs";
import { openModel } from "./open-model.mjs";
import { allowedBy } from "./run-processor.mjs";

/** A whole run of generate(): its tokens, and the scores that go with them. */
export async function runSequences(read, device, comparison) {
  const { record } = read;
  await withModels(read, device, async (loaded, assistant) => {
    const { prompts, options } = asked(read, loaded, assistant, device);
    const greedy = record.chosen_scores !== undefined;
    const found = await nn.generate(loaded.model, prompts, {
      ...options,
      ...(greedy ? { outputScores: true } : {}),
    });
    compareTokens(record, found, comparison);
    if (greedy) compareChosen(record, found, comparison);
    for (const [i, score] of (record.sequences_scores ?? []).entries())
      comparison.addFigure(
        `sequences_scores[${i}]`,
        found.sequencesScores[i],
        score,
        1e-3 * (1 + Math.abs(score)),
      );
    for (const [i, text] of (record.texts ?? []).entries())
      expectText(
        i,
        loaded.tokenizer.decode(found.sequences[i].slice(0, found.lengths[i]), {
          skipSpecialTokens: true,
        }),
        text,
      );
  });
}

/** The processed scores of the first new token, softmax of which is drawn from. */
export async function runFirstScores(read, device, comparison) {
  await withModels(read, device, async (loaded) => {
    const { prompts, options } = asked(read, loaded, undefined, device);
    const found = await nn.generate(loaded.model, prompts, {
      ...options,
      outputScores: true,
    });
    const stored =
      read.tensors.get(`${read.record.scores}/scores`) ?? read.tensors.get(read.record.scores);
    if (!stored) throw new Error(`there is no tensor ${read.record.scores}`);
    // The beams of a prompt begin alike.
    const copies = options.numBeams ?? 1;
    const rows = found.scores.flatMap(([first]) => Array(copies).fill(first));
    compareScores(comparison, "scores", rows, stored.values);
  });
}

async function withModels({ record, directory }, device, use) {
  const loaded = await openModel(directory, record.model, device);
  const other = record.assistant_model;
  const assistant = other && (await openModel(directory, other, device));
  try {
    await use(loaded, assistant);
  } finally {
    loaded.model.dispose();
    assistant?.model.dispose();
  }
}

function asked({ record, tensors }, loaded, assistant, device) {
  const { inputs, input_features: sound, negative_prompt_ids: negativePromptIds } = record;
  const { allowed, ...given } = record.options;
  const fields = { ...loaded.generationConfig, ...given };
  const options = {
    ...nn.generationOptions(fields),
    ...(allowed ? { prefixAllowedTokensFn: allowedBy(allowed) } : {}),
    ...(negativePromptIds ? { negativePromptIds } : {}),
    ...(assistant ? { assistantModel: assistant.model } : {}),
    ...(fields.stop_strings ? { tokenizer: loaded.tokenizer } : {}),
  };
  const begun = inputs.decoder_input_ids;
  const features = sound ?? inputs.input_features;
  if (features === undefined)
    return {
      options,
      prompts: { ids: inputs.input_ids, attentionMask: inputs.attention_mask, begun },
    };
  const { shape, values } = storedFeatures(tensors, features);
  const input_features = nn.tensor(values, { shape, device });
  return { options, prompts: { inputs: { input_features }, begun } };
}

function storedFeatures(tensors, key) {
  const stored = tensors.get(key) ?? tensors.get(`${key}/input_features`);
  if (stored) return stored;
  throw new Error(`there is no tensor ${key}`);
}

/** Equal up to the end of each row; what follows is padding. */
function compareTokens({ sequences, lengths }, found, comparison) {
  if (found.sequences.length !== sequences.length)
    throw new Error(`there are ${found.sequences.length} sequences, expected ${sequences.length}`);
  for (const [row, expected] of sequences.entries()) {
    const ours = found.sequences[row].slice(0, found.lengths[row]);
    const length = lengths?.[row] ?? Math.min(ours.length, expected.length);
    const theirs = expected.slice(0, length);
    if (lengths && ours.length !== length)
      throw new Error(`sequence ${row} has ${ours.length} tokens, expected ${length}`);
    if (!lengths && ours.length < expected.length && !endsHere(ours, expected))
      throw new Error(`sequence ${row} has ${ours.length} tokens, expected ${expected.length}`);
    comparison.addValues(
      `sequences[${row}]`,
      Int32Array.from(ours.slice(0, length)),
      Int32Array.from(theirs),
    );
  }
}

/** Whether the rest of the expected row can be padding: one and the same token. */
const endsHere = (ours, expected) => new Set(expected.slice(ours.length)).size === 1;

function compareChosen({ chosen_scores: chosen, sequences }, found, comparison) {
  for (const [row, scores] of found.scores.entries()) {
    const begun = found.lengths[row] - scores.length;
    for (const [i, own] of scores.entries()) {
      const score = Number(chosen[row][i] === "-inf" ? -Infinity : chosen[row][i]);
      const ours = own[sequences[row][begun + i]];
      comparison.addFigure(
        `chosen_scores[${row}, ${i}]`,
        ours,
        score,
        1e-3 * (1 + Math.abs(score)),
      );
    }
  }
}

function expectText(row, ours, text) {
  if (ours.trim() !== text.trim())
    throw new Error(
      `the text of row ${row} is ${JSON.stringify(ours)}, expected ${JSON.stringify(text)}`,
    );
}
