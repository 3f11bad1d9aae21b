import { describe, expect, test } from "vitest";
import { exhaustive } from "../../../../scripts/testing/parts.mjs";
import { applyChatTemplate } from "../../src/tokenizers/chat-template/apply-chat-template.ts";
import { ChatTemplateError } from "../../src/tokenizers/chat-template/chat-template-error.ts";
import { PretrainedTokenizer } from "../../src/tokenizers/pretrained-tokenizer.ts";

// What templates render is compared with Python's in golden/tokenizers/chat-templates.json.

const template =
  "{% for m in messages %}<{{ m.role }}>{% if m.role == 'bot' %}{% generation %}{{ m.content }}{% endgeneration %}" +
  "{% else %}{{ m.content }}{% endif %}{{ eos_token }}{% endfor %}{% if add_generation_prompt %}<bot>{% endif %}";
const messages = [
  { role: "user", content: "h\u{1f600}" },
  { role: "bot", content: "yo" },
];
const json = {
  pre_tokenizer: { type: "Split", pattern: { Regex: "." }, behavior: "Isolated" },
  model: { type: "WordLevel", vocab: { x: 0 }, unk_token: "x" },
};
const config = { chat_template: template, eos_token: "$" };

describe("a tokenizer's chat template", () => {
  const tokenizer = new PretrainedTokenizer(json, { config });

  test("knows the special tokens, and begins an answer where one is asked for", () => {
    expect(tokenizer.applyChatTemplate(messages).text).toBe("<user>h\u{1f600}$<bot>yo$");
    const { text } = tokenizer.applyChatTemplate(messages, { addGenerationPrompt: true });
    expect(text).toBe("<user>h\u{1f600}$<bot>yo$<bot>");
    expect(tokenizer.applyChatTemplate(messages, { variables: { eos_token: "#" } }).text).toBe(
      "<user>h\u{1f600}#<bot>yo#",
    );
  });

  test("goes on within the last message", () => {
    const { text } = tokenizer.applyChatTemplate(messages, { continueFinalMessage: true });
    expect(text).toBe("<user>h\u{1f600}$<bot>yo");
    const both = { continueFinalMessage: true, addGenerationPrompt: true };
    expect(() => tokenizer.applyChatTemplate(messages, both)).toThrow("expected one of them");
  });

  test("marks what the assistant says, in code points", () => {
    const { encoding, assistantMask } = tokenizer.encodeChat(messages);
    const said = encoding.offsets.filter((_, i) => assistantMask[i] === 1);
    expect(said).toEqual([
      [14, 15],
      [15, 16],
    ]);
  });

  test("a name that no template has is refused, a template may be given", () => {
    expect(tokenizer.applyChatTemplate([], { template: "{{ 1 + 1 }}" }).text).toBe("2");
    expect(() => tokenizer.applyChatTemplate([], { template: "rag" })).toThrow(
      'there is no template "rag", expected default',
    );
    expect(() => new PretrainedTokenizer(json).applyChatTemplate([])).toThrow(
      "the tokenizer has no chat template",
    );
  });
});

/** What the template is refused with; the refusal must be of the documented class. */
function refusalOf(source: string): string {
  try {
    applyChatTemplate(source, []);
  } catch (error) {
    if (error instanceof ChatTemplateError) return error.message;
    throw error;
  }
  return "nothing";
}

/** A value that is made twice as large again and again. */
const doubled = (larger: string, first: string, times = 90, printed = "n.x"): string =>
  `{% set n = namespace(x=${first}) %}{% for i in range(${times}) %}{% set n.x = ${larger} %}{% endfor %}{{ ${printed} }}`;

describe("a template that is wrong or hostile ends in a ChatTemplateError", () => {
  const wrong: readonly (readonly [string, string])[] = [
    ["{% if x %}", "a block is not ended by"],
    ["{{ 1 + }}", "an expression"],
    ["{% include 'x' %}", 'the block "include" in line 1 is not known'],
    ["{{ x.y }}", "undefined has no attribute y"],
    ["{{ 'a' + 1 }}", "unsupported operand types"],
    ["{{ x | nope }}", "there is no filter nope"],
    ["{{ [].append(1) }}", "may not change a value"],
    ["{{ range(10 ** 9) }}", "a range of 1000000000 numbers"],
    ["{{ 'x' * 10 ** 9 }}", "repeated"],
    ["{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "without end"],
    [
      "{% for a in range(9999) %}{% for b in range(9999) %}{% set x = 1 %}{% endfor %}{% endfor %}",
      "come to an end",
    ],
    [`${"(".repeat(5000)}`, ""],
    [`{{ ${"(".repeat(5000)}${")".repeat(5000)} }}`, "nested too deep"],
    [`{{ ${"not ".repeat(5000)} 1 }}`, "nested too deep"],
    [`${"{% if 1 %}".repeat(5000)}`, "nested too deep"],
  ];

  test.each(wrong.map(([source, said]) => [source.slice(0, 60), source, said]))(
    "%s",
    (_, source, said) => {
      if (said === "") expect(applyChatTemplate(source, []).text).toBe(source);
      else {
        expect(() => applyChatTemplate(source, [])).toThrow(ChatTemplateError);
        expect(() => applyChatTemplate(source, [])).toThrow(said);
      }
    },
  );

  const greedy: readonly (readonly [string, string])[] = [
    [doubled("n.x ~ n.x", "'ab'"), "come to an end"],
    [doubled("n.x + n.x", "'ab'"), "come to an end"],
    [doubled("n.x + n.x", "[1]"), "come to an end"],
    ["{{ (['x' * 1000000] * 100000) | join }}", "a text of"],
    ["{{ ('a' * 1000000) | replace('a', 'x' * 1000000) }}", "a text of"],
    ["{{ ('a' * 1000000).replace('', 'x' * 1000000) }}", "a text of"],
    ["{{ ('\\n' * 1000000) | indent(1000) }}", "a text of"],
    ["{{ [1] | slice(10 ** 9) | list | length }}", "come to an end"],
    ["{{ [1] | batch(10 ** 9, 0) | list | length }}", "come to an end"],
    ["{{ ([[1]] * 100000) | sum(start=[]) | length }}", "come to an end"],
    ["{{ 10 ** 400 }}", "asks too much"],
  ];
  const slowlyGreedy: readonly (readonly [string, string])[] = [
    ["{{ range(100000) | list | unique | length }}", "come to an end"],
    [doubled("[n.x, n.x]", "1", 90), "come to an end"],
    [doubled("[n.x, n.x]", "1", 90, "n.x | tojson"), "come to an end"],
    [doubled("[n.x, n.x]", "1", 90, "n.x == n.x"), "come to an end"],
    ["{{ (['x' * 1000000] * 100000) | map('length') | list | length }}", "come to an end"],
    ["{{ (['x' * 1000000 ~ 'y'] * 100000) | sort | length }}", "come to an end"],
    [
      "{% set t = 'x' * 1000000 %}{% for i in range(100000) %}{% if t == i %}{% endif %}{% endfor %}",
      "come to an end",
    ],
  ];
  const named = (cases: typeof greedy) =>
    cases.map(([source, said]) => [source.slice(0, 90), source, said] as const);

  test.each(named(greedy))("asks much and writes little: %s", (_, source, said) => {
    expect(refusalOf(source)).toMatch(said);
  });

  // A second of work each.
  test.each(named(slowlyGreedy))("works long: %s", exhaustive, (_, source, said) => {
    expect(refusalOf(source)).toMatch(said);
  });

  test("formats that nothing ends are looked for once", () => {
    const length = (source: string) => applyChatTemplate(`{{ (${source}) | length }}`, []).text;
    expect(length("('%(' * 100000) % {}")).toBe("200000");
    expect(length("('%' ~ '0' * 100000) % {}")).toBe("100001");
    expect(refusalOf("{{ '{:,}'.format('1' * 100000) }}")).toMatch("Cannot specify");
  });

  test("tags that nothing closes are looked for once", () => {
    const source = "{{ x | striptags }}";
    const of = (x: string) => applyChatTemplate(source, [], { variables: { x } }).text;
    expect(of("a <b>c</b> <!-- d > --> <!--e <f> g < h")).toBe("a c g < h");
    expect(of("<".repeat(300_000))).toHaveLength(300_000);
    expect(of("<!--".repeat(300_000))).toHaveLength(1_200_000);
  });

  test("what the template raises has the template's message", () => {
    const error = (() => {
      try {
        return applyChatTemplate("{{ raise_exception('No tools!') }}", []);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(ChatTemplateError);
    expect(error).toMatchObject({ raised: true, message: "No tools!" });
  });

  test("names of JavaScript's own mean nothing", () => {
    const source =
      "{{ constructor is defined }}{{ messages.constructor is defined }}{{ {}.__proto__ is defined }}";
    expect(applyChatTemplate(source, []).text).toBe("FalseFalseFalse");
  });
});
