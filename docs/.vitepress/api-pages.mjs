import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../api/@qkv", import.meta.url));

/** The pages that scripts/documentation has made of the sources, for the bar at the side; none before it has run. */
export function apiItems() {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(".md"))
    .map((name) => name.replaceAll("\\", "/").replace(/(\/index)?\.md$/, ""))
    .sort();
  const items = names.map((name) => ({ text: `@qkv/${name}`, link: `/api/@qkv/${name}` }));
  return [{ text: "Reference", items: [{ text: "All entries", link: "/api/" }, ...items] }];
}
