import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readRecords } from "../../src/applications/data-records.ts";

const read = (name: string, text: string | Uint8Array) => {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  return readRecords({ source: name, names: [name], read: async () => bytes }, name);
};

describe("records of a file", () => {
  test.each<[string, string, readonly (readonly [number, unknown])[]]>([
    [
      "a.txt",
      "one\r\n\n two \n",
      [
        [1, "one"],
        [3, " two "],
      ],
    ],
    ["a.md", "one", [[1, "one"]]],
    [
      "a.jsonl",
      '{"a":1}\n\n[2]\n"x"\n',
      [
        [1, { a: 1 }],
        [3, [2]],
        [4, "x"],
      ],
    ],
    ["a.ndjson", "\uFEFFnull\n", [[1, null]]],
    [
      "a.csv",
      'a, b\n1,"two\nlines, with ""quotes"""\n3,\n',
      [
        [2, { a: "1", b: 'two\nlines, with "quotes"' }],
        [4, { a: "3", b: "" }],
      ],
    ],
    ["a.tsv", "a\tb\n1\t2\n", [[2, { a: "1", b: "2" }]]],
    ["a.csv", "", []],
  ])("%s", async (name, text, expected) => {
    const rows = await read(name, text);
    expect(rows.map(({ line, value }) => [line, value])).toEqual(expected);
  });

  test("are read out of a packed file", async () => {
    const rows = await read("a.jsonl.gz", gzipSync('{"a":1}\n'));
    expect(rows).toEqual([{ line: 1, value: { a: 1 } }]);
  });

  test("have fields of any names", async () => {
    const [row] = await read("a.csv", "__proto__,constructor\nx,y\n");
    expect(Object.entries(row!.value as object)).toEqual([
      ["__proto__", "x"],
      ["constructor", "y"],
    ]);
  });

  test.each([
    ["a.jsonl", '{"a":1}\n{"a"', "a.jsonl: line 2 is no JSON"],
    ["a.csv", "a,a\n1,2\n", 'a.csv: line 1 names two columns "a"'],
    ["a.csv", "a,b\n1,2\n3\n", "a.csv: line 3 has 1 columns, expected 2"],
    ["a.csv", 'a\n"b\n', "does not end"],
  ])("%s with %j is refused", async (name, text, message) => {
    await expect(read(name, text)).rejects.toThrow(message);
  });
});
