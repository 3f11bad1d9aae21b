import { describeValue } from "../options/describe-value.ts";
import { expectText } from "../options/expect-argument.ts";
import { HubNotFoundError } from "./hub-error.ts";

const MODEL = /^(?:[A-Za-z0-9_][\w.-]*\/)?[A-Za-z0-9_][\w.-]*$/;
const LONGEST_MODEL = 96;
const COMMIT = /^[0-9a-f]{40}$/;

/** "org/name" or "name", as the hub has them. @throws HubNotFoundError */
export function expectModelName(name: unknown): asserts name is string {
  if (
    typeof name === "string" &&
    MODEL.test(name) &&
    name.length <= LONGEST_MODEL &&
    !/--|\.\.|\.git$|\.ipynb$/.test(name)
  )
    return;
  throw new HubNotFoundError(
    `the model's name is ${describeValue(name)}, expected one such as "openai-community/gpt2"`,
  );
}

/** Whether text can be the name of a model, and not only a path. */
export function isModelName(text: string): boolean {
  expectText("isModelName", "text", text);
  try {
    expectModelName(text);
    return true;
  } catch {
    return false;
  }
}

/** A branch, a tag, a commit or "refs/pr/1". @throws HubNotFoundError */
export function expectRevision(revision: string): void {
  if (isPlainPath(revision) && revision.length <= 250 && /^[\w./+-]+$/.test(revision)) return;
  throw new HubNotFoundError(
    `the revision is ${describeValue(revision)}, expected a branch, a tag or a commit`,
  );
}

export const isCommit = (revision: string): boolean => COMMIT.test(revision);

/** A path without parts that lead elsewhere, on any system. */
export const isPlainPath = (path: string): boolean =>
  path.length <= 1000 &&
  path.split("/").every((part) => /^(?!\.{1,2}$)[^/\\:\p{Cc}]+$/u.test(part));
