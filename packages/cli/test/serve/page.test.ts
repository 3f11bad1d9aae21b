import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { chatPage, chatPageHeaders } from "../../src/serve/page/chat-page.ts";

const policy = chatPageHeaders["content-security-policy"]!;
const partsOf = (tag: string): readonly string[] =>
  [...chatPage.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, "g"))].map(([, text]) => text!);

test.each(["script", "style"])("the page's one %s is the one that its policy lets run", (tag) => {
  const [text, ...more] = partsOf(tag);
  const hash = createHash("sha256").update(text!).digest("base64");
  expect([more, policy.includes(`${tag}-src 'sha256-${hash}'`)]).toEqual([[], true]);
});

test("nothing of it comes from elsewhere, and nothing in it asks for more than its policy", () => {
  expect(policy).toMatch(/^default-src 'none';.*connect-src 'self';.*frame-ancestors 'none'/);
  expect(policy).not.toContain("unsafe");
  expect(chatPage).not.toMatch(/https?:|src=|@import|url\(|\son\w+=|\sstyle=/);
});

test("its script is a program", () => {
  expect(() => new Function(partsOf("script")[0]!)).not.toThrow();
});
