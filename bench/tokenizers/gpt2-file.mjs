/** The tokenizer.json of tiktoken's ranks: a token of several bytes is the merge of two tokens of lower ranks. */
export function gpt2File({ bpe_ranks: table }) {
  const rank = new Map();
  for (const line of table.split("\n")) {
    const [, offset, ...tokens] = line.split(" ");
    for (const [i, token] of tokens.entries())
      rank.set(Buffer.from(token, "base64").toString("latin1"), Number(offset) + i);
  }
  const merges = [];
  for (const [bytes, own] of rank) if (bytes.length > 1) merges.push(partsOf(bytes, own, rank));
  const written = (bytes) => [...bytes].map((byte) => characters[byte.charCodeAt(0)]).join("");
  return {
    added_tokens: [{ id: rank.size, content: "<|endoftext|>", special: true, normalized: false }],
    pre_tokenizer: { type: "ByteLevel", add_prefix_space: false, use_regex: true },
    decoder: { type: "ByteLevel" },
    model: {
      type: "BPE",
      vocab: Object.fromEntries([...rank].map(([bytes, id]) => [written(bytes), id])),
      merges: merges.map((pair) => pair.map(written)),
    },
  };
}

/** The two tokens that a token is merged from: what is left when only earlier merges are made. */
function partsOf(bytes, own, rank) {
  const parts = [...bytes];
  while (parts.length > 2) {
    let [best, lowest] = [-1, own];
    for (let i = 0; i + 1 < parts.length; i++) {
      const joint = rank.get(parts[i] + parts[i + 1]) ?? own;
      if (joint < lowest) [best, lowest] = [i, joint];
    }
    parts.splice(best, 2, parts[best] + parts[best + 1]);
  }
  return parts;
}

/** GPT-2's visible character of each byte. */
const characters = Array.from({ length: 256 }, (_, byte) => byte);
{
  let next = 256;
  for (const byte of characters.slice()) {
    const visible = (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
    characters[byte] = String.fromCharCode(visible ? byte : next++);
  }
}
