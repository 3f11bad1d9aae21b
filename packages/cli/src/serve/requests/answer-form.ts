import { ApiError } from "./api-error.ts";
import type { RequestFields } from "./request-fields.ts";

/** What form an answer must have: any, a JSON object, or JSON of a schema. */
export type AnswerForm =
  | { readonly kind: "text" }
  | { readonly kind: "json" }
  | { readonly kind: "schema"; readonly schema: object | boolean };

export function answerForm(fields: RequestFields): AnswerForm {
  const format = fields.object("response_format");
  if (!format) return { kind: "text" };
  const types = ["text", "json_object", "json_schema"] as const;
  const type = format.required("type", format.oneOf("type", types), types.join(" or "));
  const described = format.object("json_schema");
  format.refuseUnknown();
  if (type !== "json_schema") {
    if (described)
      throw new ApiError(
        400,
        `response_format.json_schema is given with type ${type}, expected "json_schema"`,
        {
          ...{ param: "response_format.type", code: "invalid_value" },
        },
      );
    return { kind: type === "text" ? "text" : "json" };
  }
  const named = format.required("json_schema", described, "an object with a schema");
  named.required("name", named.text("name"), "the schema's name");
  named.text("description");
  named.flag("strict"); // the answer is held to the schema either way
  const schema = named.any("schema");
  named.refuseUnknown();
  if (typeof schema === "boolean" || (typeof schema === "object" && schema !== null))
    return { kind: "schema", schema };
  throw named.wrong("schema", "a JSON schema");
}
