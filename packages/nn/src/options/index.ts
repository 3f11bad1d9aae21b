export {
  type Complete,
  defineOptions,
  type Fields,
  type Given,
  type JsonSettings,
  type OptionTable,
} from "./define-options.ts";
export type { Field } from "./field.ts";
export {
  anything,
  callback,
  flag,
  instance,
  integer,
  nested,
  number,
  oneOf,
  passing,
  text,
  texts,
} from "./fields.ts";
export { nearestHint, nearestName } from "./nearest-name.ts";
export { describeRange, isInRange, type NumberRange } from "./number-range.ts";
export { OptionError } from "./option-error.ts";
