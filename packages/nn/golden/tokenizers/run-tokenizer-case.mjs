import { nn } from "../library.mjs";
import { expectAllRead, noticing } from "../noticing.mjs";
import { exactly } from "./exactly.mjs";
import { runChat } from "./run-chat.mjs";
import { runTrained } from "./run-trained.mjs";

const kinds = {
  vocab_size: (tokenizer, view) => exactly("vocab_size", tokenizer.vocabSize, view.vocab_size),
  encode: runEncode,
  pair: runPair,
  words: runWords,
  truncate: runTruncate,
  pad: runPad,
  decode: runDecode,
  stream: runStream,
};
/** Kinds that need no tokenizer of the case's folder. */
const others = { chat: runChat, cleanup: runCleanup, trained: runTrained };

/** Compares one case of tokenizers/ or tokenizer-training/, exactly; throws where anything differs. */
export async function runTokenizerCase({ record, shared }) {
  const noticed = noticing(record);
  const { kind } = noticed.view;
  if (Object.hasOwn(others, kind)) await others[kind](noticed.view, shared);
  else if (Object.hasOwn(kinds, kind)) {
    shared.tokenizer ??= new nn.PretrainedTokenizer(shared.json);
    kinds[kind](shared.tokenizer, noticed.view, shared.texts);
  } else throw new Error(`the kind ${JSON.stringify(kind)} of a case is not understood`);
  expectAllRead("field", noticed, `a case of the kind ${kind}`);
}

/** Optional fields are compared where they are there. */
function compareEncoding(encoding, view, label = "") {
  exactly(`${label}ids`, [...encoding.ids], view.ids);
  const lists = {
    tokens: encoding.tokens,
    type_ids: encoding.typeIds,
    special_tokens_mask: encoding.specialTokensMask,
    word_ids: encoding.wordIds,
    sequence_ids: encoding.sequenceIds,
    attention_mask: encoding.attentionMask,
  };
  for (const [name, ours] of Object.entries(lists))
    if (view[name] !== undefined) exactly(label + name, [...ours], view[name]);
  if (view.offsets !== undefined)
    exactly(`${label}offsets`, encoding.offsets.flat(), view.offsets.flat());
}

function runEncode(tokenizer, view, texts) {
  const encoding = tokenizer.encoding(texts[view.text], {
    addSpecialTokens: view.add_special_tokens ?? true,
  });
  compareEncoding(encoding, view);
  exactly(
    "encode's ids",
    [...tokenizer.encode(texts[view.text], { addSpecialTokens: view.add_special_tokens ?? true })],
    view.ids,
  );
  if (view.type_ids === undefined)
    exactly(
      "type_ids",
      [...encoding.typeIds],
      view.ids.map(() => 0),
    );
  compareDecoded(tokenizer, view);
}

function compareDecoded(tokenizer, { ids, decoded, decoded_skip: skipped }) {
  // The library itself has no answer where the text is null.
  if (decoded !== undefined) exactly("decoded", tokenizer.decode(ids), decoded ?? "");
  const expected = skipped === undefined ? decoded : skipped;
  if (expected !== undefined)
    exactly("decoded_skip", tokenizer.decode(ids, { skipSpecialTokens: true }), expected ?? "");
}

function runPair(tokenizer, view, texts) {
  const input = { text: texts[view.text], pair: texts[view.pair] };
  const addSpecialTokens = view.add_special_tokens ?? true;
  compareEncoding(tokenizer.encoding(input, { addSpecialTokens }), view);
  compareDecoded(tokenizer, view);
}

function runWords(tokenizer, view) {
  const { words, pair } = view;
  const addSpecialTokens = view.add_special_tokens ?? true;
  const input = pair === undefined ? words : { text: words, pair };
  compareEncoding(tokenizer.encoding(input, { addSpecialTokens }), view);
  compareDecoded(tokenizer, view);
}

const strategies = {
  longest_first: "longestFirst",
  only_first: "onlyFirst",
  only_second: "onlySecond",
};

function runTruncate(tokenizer, view, texts) {
  const { text, pair, max_length: maxLength, stride, strategy, direction, error } = view;
  const input =
    pair === null || pair === undefined ? texts[text] : { text: texts[text], pair: texts[pair] };
  const encode = () =>
    tokenizer.encoding(input, {
      addSpecialTokens: view.add_special_tokens ?? true,
      truncation: { maxLength, stride, strategy: strategies[strategy], direction },
    });
  if (error !== undefined) {
    expectRefused(encode, error);
    return;
  }
  const encoding = encode();
  compareEncoding(encoding, view);
  const overflowing = view.overflowing ?? [];
  exactly("number of overflowing encodings", encoding.overflowing.length, overflowing.length);
  for (const [i, expected] of overflowing.entries())
    compareEncoding(encoding.overflowing[i], expected, `overflowing[${i}].`);
}

function expectRefused(action, error) {
  let refused = false;
  try {
    action();
  } catch {
    refused = true;
  }
  if (!refused) throw new Error(`it is taken, expected to be refused: ${error}`);
}

function runPad(tokenizer, view, texts) {
  const encodings = tokenizer.encodeBatch(
    view.texts.map((text) => texts[text]),
    {
      addSpecialTokens: view.add_special_tokens ?? true,
      padding: {
        direction: view.direction,
        length: view.length ?? undefined,
        multipleOf: view.pad_to_multiple_of ?? undefined,
        token: view.pad_token,
        id: view.pad_id,
        typeId: view.pad_type_id,
      },
    },
  );
  exactly("number of encodings", encodings.length, view.batch.length);
  for (const [i, expected] of view.batch.entries())
    compareEncoding(encodings[i], expected, `batch[${i}].`);
}

function runDecode(tokenizer, view) {
  compareDecoded(tokenizer, view);
  void view.ids;
}

/** What a stream has given so far is the text so far, but for a character that is not complete. */
function runStream(tokenizer, { ids, prefixes }) {
  const stream = tokenizer.decodeStream();
  let text = "";
  for (const [i, id] of ids.entries()) {
    text += stream.add(id);
    const prefix = prefixes[i] ?? "";
    if (prefix.endsWith("\ufffd") ? !prefix.startsWith(text) : text !== prefix)
      exactly(`the text after ${i + 1} ids`, text, prefix);
    exactly(
      `decode of ${i + 1} ids`,
      tokenizer.decode(ids.slice(0, i + 1), { skipSpecialTokens: true }),
      prefix,
    );
  }
  exactly("the whole text", text + stream.end(), prefixes.at(-1) ?? "");
}

function runCleanup({ text, cleaned }) {
  exactly("cleaned", nn.cleanUpTokenization(text), cleaned);
}
