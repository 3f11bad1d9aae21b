export { ConstraintError } from "./constraint-error.ts";
export { gbnf } from "./gbnf/gbnf.ts";
export { anyJson, type JsonOptions, jsonSchema } from "./json-schema/json-schema.ts";
export { type MarkedJsonOptions, markedJson } from "./json-schema/marked-json.ts";
export { regex } from "./regular-expression/regex.ts";
export { type TokenBytes, tokenBytesOf } from "./tokens/token-bytes.ts";
