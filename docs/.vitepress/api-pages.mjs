import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../api/@qkv", import.meta.url));

/** The pages that scripts/documentation has made of the sources, for the bar at the side; none before it has run. */
export function apiItems() {
  if (!existsSync(folder)) return [];
  const items = readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(".md"))
    .map((name) => ({
      text: readFileSync(join(folder, name), "utf8").match(/^# (.*)$/m)[1], // what is imported
      link: `/api/@qkv/${name.replaceAll("\\", "/").replace(/\.md$/, "")}`,
    }))
    .sort((a, b) => (a.text < b.text ? -1 : 1));
  return [{ text: "Reference", items: [{ text: "All entries", link: "/api/" }, ...items] }];
}
