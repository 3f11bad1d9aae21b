import { nn } from "../library.mjs";
import { compareScores } from "./compare-scores.mjs";

/** Names of options that say where a sequence stands, and not what is done to its scores. */
const places = new Set([
  "prompt_length",
  "begin_index",
  "max_length",
  "encoder_input_ids",
  "order",
]);
const samplers = /^(Temperature|TopK|TopP|MinP|Typical|Epsilon|Eta|TopH)|^LogitsProcessorList$/;

/** One of Hugging Face's processors, or several, on the scores of some sequences. */
export function runProcessor({ record, tensors }, comparison) {
  const { processor, options, rows, key, ties } = record;
  const stored = (name) => {
    const tensor = tensors.get(`${key}/${name}`);
    if (!tensor) throw new Error(`there is no tensor ${key}/${name}`);
    return tensor;
  };
  const ids = rowsOf(stored("input_ids"));
  const scores = rowsOf(stored("scores")).map((row) => Float64Array.from(row));
  const process = processorOf(processor, options, { ids, rows, record, stored, scores });
  const processed = ids.map((own, row) => {
    process(scores[row], own, row);
    return scores[row];
  });
  compareScores(comparison, "output", processed, stored("output").values, {
    sorted: ties === "any",
  });
}

function processorOf(name, options, { ids, rows, stored, scores }) {
  if (name === "ClassifierFreeGuidanceLogitsProcessor")
    return (own, _, row) => nn.mixScores(own, scores[row + ids.length], options.guidance_scale);
  if (name === "UnbatchedClassifierFreeGuidanceLogitsProcessor") {
    const other = rowsOf(stored("unconditional")).map((row) => Float64Array.from(row));
    return (own, _, row) => nn.guideAwayFrom(own, other[row], options.guidance_scale);
  }
  if (name === "WhisperTimeStampLogitsProcessor") {
    const rules = {
      noTimestampsTokenId: options.no_timestamps_token_id,
      eosTokenId: options.eos_token_id,
      beginIndex: options.begin_index,
      maxInitialTimestampIndex: options.max_initial_timestamp_index ?? undefined,
      detectTimestampFromLogprob: options.detect_timestamp_from_logprob,
    };
    const process = nn.timestampProcessor(rules);
    return (own, seen, row) => process(own, { ids: seen, row });
  }
  const encoded = options.encoder_input_ids;
  const perPrompt = encoded ? rows / encoded.length : (options.num_beams ?? 1);
  const list = nn.logitsProcessors(given(name, options), {
    // Of processors that act at the beginning: begun is where that is.
    begun: options.prompt_length ?? options.begin_index ?? 1,
    longest: options.max_length ?? Number.POSITIVE_INFINITY,
    encoded,
  });
  const ignored = options.prompt_ignore_length ?? 0;
  return (own, seen, row) => {
    for (const process of list)
      process(own, { ids: seen.slice(ignored), row: Math.floor(row / perPrompt) });
  };
}

/** What generateIds would be told. */
function given(name, { min_tokens_to_keep: atLeast = 1, allowed, ...options }) {
  const asked = Object.fromEntries(
    Object.entries(options).filter(
      ([field]) => !places.has(field) && field !== "num_beams" && field !== "prompt_ignore_length",
    ),
  );
  if (allowed) asked.prefixAllowedTokensFn = allowedBy(allowed);
  if (name === "InfNanRemoveLogitsProcessor") asked.remove_invalid_values = true;
  if (name === "LogitNormalization") asked.renormalize_logits = true;
  // With beams so many tokens are kept as there are ends, and one more.
  const beams = atLeast > 1 ? { num_beams: 2, eos_token_id: [...Array(atLeast - 1).keys()] } : {};
  const drawn = samplers.test(name) ? { do_sample: true, top_k: 0 } : {};
  const { prefixAllowedTokensFn, ...fields } = { ...drawn, ...beams, ...asked };
  return {
    ...nn.generationOptions(fields),
    ...(prefixAllowedTokensFn && { prefixAllowedTokensFn }),
  };
}

/** The ids that stay, by the last one. */
export const allowedBy =
  ({ by_last_token, otherwise }) =>
  (_, ids) =>
    by_last_token[String(ids.at(-1))] ?? otherwise;

const rowsOf = ({ shape: [count, width], values }) =>
  Array.from({ length: count }, (_, row) => [...values.subarray(row * width, (row + 1) * width)]);
