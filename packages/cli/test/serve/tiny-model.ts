import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { manualSeed } from "@qkv/nn";
import { modelFromConfig } from "@qkv/nn/models";
import { writeFileSafely } from "@qkv/nn/node";
import { pretrainedFiles } from "@qkv/nn/pretrained";
import { PretrainedTokenizer, trainTokenizer } from "@qkv/nn/tokenizers";

/** As Qwen's models are told conversations and functions, in short. */
const chatTemplate = `{%- if tools %}{{- '<|im_start|>system\\nTools:' }}{%- for tool in tools %}{{- ' ' + (tool | tojson) }}{%- endfor %}{{- ' Answer with <tool_call></tool_call>.<|im_end|>\\n' }}{%- endif %}
{%- for message in messages %}{{- '<|im_start|>' + message.role + '\\n' + message.content }}{%- for call in message.tool_calls or [] %}{{- '<tool_call>' + (call.function | tojson) + '</tool_call>' }}{%- endfor %}{{- '<|im_end|>\\n' }}{%- endfor %}
{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}`;

const texts = [
  "The whale swam on. The ship went after it, and the sea was wide. 日本語 ünïcödé 😀\n",
  'system user assistant {"name": "weather", "arguments": {"city": "Bergen"}} <tool_call> </tool_call>\n',
];

const bytesOf = (value: object): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

const specialTokens = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"];
const contextLength = 1024;

const trained = () => trainTokenizer("bpe", texts, { vocabSize: 320, specialTokens });

/** What stands in tokenizer_config.json. */
const tokenizerConfig = (template: boolean): object => ({
  ...{ tokenizer_class: "PreTrainedTokenizerFast", eos_token: "<|im_end|>" },
  ...(template ? { chat_template: chatTemplate } : {}),
});

/** A tokenizer of bytes, with a chat template that knows functions. */
export const chatTokenizer = async (): Promise<PretrainedTokenizer> =>
  new PretrainedTokenizer((await trained()).toJSON(), { config: tokenizerConfig(true) });

/** A tiny Llama with random weights and a tokenizer of bytes, as a folder of Hugging Face's; its name is "tiny". */
export async function tinyChatModel(folder: string, { template = true } = {}): Promise<string> {
  const path = join(folder, template ? "tiny" : "plain");
  const tokenizer = await trained();
  manualSeed(7);
  const model = modelFromConfig({
    ...{ model_type: "llama", vocab_size: tokenizer.vocabSize, hidden_size: 32 },
    ...{ num_hidden_layers: 2, num_attention_heads: 2, intermediate_size: 64 },
    ...{
      max_position_embeddings: contextLength,
      tie_word_embeddings: false,
      initializer_range: 0.4,
    },
  });
  const tokenizerFiles = new Map([
    ["tokenizer.json", bytesOf(tokenizer.toJSON())],
    ["tokenizer_config.json", bytesOf(tokenizerConfig(template))],
  ]);
  const generationConfig = { eos_token_id: tokenizer.tokenToId("<|im_end|>") };
  mkdirSync(path);
  for (const [name, contents] of await pretrainedFiles({ model, tokenizerFiles, generationConfig }))
    await writeFileSafely(join(path, name), contents);
  model.dispose();
  return path;
}
