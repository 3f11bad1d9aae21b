import type { Constraint } from "@qkv/nn/generation";
import { jsonSchema, markedJson } from "@qkv/nn/structured-output";
import type { PretrainedTokenizer } from "@qkv/nn/tokenizers";
import type { AnswerForm } from "../requests/answer-form.ts";
import type { DeclaredFunction } from "../requests/tools.ts";
import { callClosing, callOpening } from "./tool-call.ts";

/** Schemas whose constraints are kept: clients ask for the same ones again and again. */
const mostKept = 32;

/** Between the parts of JSON, as models have learnt to write it. */
const whitespace = 1;

/** What answers of a model are held to. */
export class AnswerConstraints {
  readonly #tokenizer: PretrainedTokenizer;
  /** By the schema's text, the one that was used last at the end. */
  readonly #kept = new Map<string, Constraint>();

  constructor(tokenizer: PretrainedTokenizer) {
    this.#tokenizer = tokenizer;
  }

  /** @throws ConstraintError that names the place in the schema which is not understood */
  of(form: AnswerForm): Constraint | undefined {
    if (form.kind === "text") return undefined;
    return this.#ofSchema(form.kind === "json" ? { type: "object" } : form.schema);
  }

  /** A call of one of the functions, in JSON. */
  call(functions: readonly DeclaredFunction[]): Constraint {
    return this.#ofSchema(callSchema(functions));
  }

  /** Any text, in which calls are of these functions, and the arguments of strict ones fit their schemas. */
  calls(functions: readonly DeclaredFunction[]): Constraint {
    const held = functions.map((one) => (one.strict ? one : { ...one, parameters: anyObject }));
    const schema = callSchema(held);
    const marks = { opening: callOpening, closing: callClosing };
    return this.#keptBy(`calls ${JSON.stringify(schema)}`, () =>
      markedJson(schema, this.#tokenizer, { ...marks, whitespace }),
    );
  }

  #ofSchema(schema: object | boolean): Constraint {
    return this.#keptBy(JSON.stringify(schema), () =>
      jsonSchema(schema, this.#tokenizer, { whitespace }),
    );
  }

  #keptBy(key: string, make: () => Constraint): Constraint {
    const constraint = this.#kept.get(key) ?? make();
    this.#kept.delete(key);
    this.#kept.set(key, constraint);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > mostKept && oldest !== undefined) this.#kept.delete(oldest);
    return constraint;
  }
}

const anyObject = { type: "object" };

/** JSON that names one of the functions, with its arguments. */
function callSchema(functions: readonly DeclaredFunction[]): object {
  const calls = functions.map(({ name, parameters }) => ({
    type: "object",
    properties: { name: { const: name }, arguments: parameters },
    required: ["name", "arguments"],
    additionalProperties: false,
  }));
  return calls.length === 1 ? calls[0]! : { anyOf: calls };
}
