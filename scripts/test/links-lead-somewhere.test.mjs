import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import * as pages from "../../docs/.vitepress/pages.mjs";
import { liveViews } from "../../docs/lessons/live-views.mjs";
import { root } from "../repository.mjs";

const listed = ["ls-files", "--cached", "--others", "--exclude-standard", "-z", "*.md"];
const documents = execFileSync("git", listed, { cwd: root, encoding: "utf8" })
  .split("\0")
  .filter((name) => name !== "" && existsSync(join(root, name)));

/** A page without its programs, in which brackets mean something else. */
const textOf = (file) =>
  readFileSync(file, "utf8")
    .replace(/^(`{3,})[^\n]*\n[\s\S]*?^\1$/gm, "")
    .replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ""));

/** Anchors of a page's headings, as GitHub and the site make them: both agree where headings are words alone. */
const anchorsOf = (file) =>
  [...textOf(file).matchAll(/^#{1,6} (.*)$/gm)].map(([, heading]) =>
    heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .trim()
      .replaceAll(" ", "-"),
  );

/** What is wrong with a link of a page; undefined for nothing. */
function faultOf(page, link) {
  if (/^[a-z][a-z+.-]*:/i.test(link)) return undefined; // elsewhere
  const [path, anchor] = link.split("#");
  const target =
    path === "" ? join(root, page) : join(root, dirname(page), decodeURIComponent(path));
  if (!existsSync(target)) return `${link} leads to no file`;
  if (anchor === undefined) return undefined;
  const file = statSync(target).isDirectory() ? join(target, "README.md") : target;
  return anchorsOf(file).includes(anchor) ? undefined : `${link} leads to no heading`;
}

test.each(documents)("links of %s lead to files and headings", (page) => {
  const links = [...textOf(join(root, page)).matchAll(/\]\(\s*<?([^)\s>]+)/g)].map(([, to]) => to);
  expect(links.map((link) => faultOf(page, link)).filter(Boolean)).toEqual([]);
});

test("a link to nowhere is found", () => {
  expect(faultOf("README.md", "docs/nothing.md")).toContain("no file");
  expect(faultOf("README.md", "ARCHITECTURE.md#no-such-heading")).toContain("no heading");
  expect(faultOf("README.md", "packages/nn#threads")).toBeUndefined();
});

describe("the site", () => {
  const { addressOf, aboutItems, figureItems, guideItems, lessonItems } = pages;
  const linked = [aboutItems, figureItems, guideItems, lessonItems]
    .flatMap((groups) => groups.flatMap(({ items }) => items))
    .map(({ link }) => `${link.slice(1)}.md`);
  const lessons = readdirSync(join(root, "packages/nn/examples"))
    .filter((name) => name.endsWith(".mjs"))
    .map((name) => `packages/nn/examples/${name}`);
  const addresses = [...documents, ...lessons].map(addressOf);

  test("names pages that are there, each once", () => {
    expect(linked.filter((page) => !addresses.includes(page))).toEqual([]);
    expect(new Set(linked).size).toBe(linked.length);
  });

  test.each(["docs/guides", "docs/applications"])("names every page of %s", (folder) => {
    const names = documents.filter((name) => dirname(name) === folder);
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !linked.includes(addressOf(name)))).toEqual([]);
  });

  test("names every lesson in numbers", () => {
    expect(lessons.filter((name) => !linked.includes(addressOf(name)))).toEqual([]);
  });

  test("has a chapter of the explorer for every lesson in numbers", () => {
    const chapters = join(root, "packages/web-demo/src/views/lessons/chapters");
    expect(
      Object.keys(liveViews)
        .map((name) => `packages/nn/examples/${name}.mjs`)
        .sort(),
    ).toEqual(lessons);
    const missing = Object.values(liveViews).filter((name) => !existsSync(join(chapters, name)));
    expect(missing).toEqual([]);
  });
});
