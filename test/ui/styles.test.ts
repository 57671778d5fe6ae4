import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

const files = readdirSync("src/ui", { recursive: true, encoding: "utf8" });
const read = (file: string) => readFileSync(join("src/ui", file), "utf8");

/** The folders whose styles know a class. */
const styled = new Map<string, Set<string>>();
for (const file of files.filter((name) => name.endsWith(".css")))
  for (const [, name = ""] of read(file).matchAll(/\.([a-z][\w-]*)/g)) styled.set(name, (styled.get(name) ?? new Set()).add(dirname(file)));

/** These come with the page; the others with their view. */
const always = [".", "parts", "setup"];

describe("styles", () => {
  it("are those of a view's own folder, or of the page: no other view need have been open before", () => {
    const foreign = files
      .filter((name) => name.endsWith(".tsx"))
      .flatMap((file) =>
        [...read(file).matchAll(/class="([^"]*)"/g)]
          .flatMap(([, names = ""]) => names.split(" "))
          .filter((name) => styled.has(name) && ![...always, dirname(file)].some((folder) => styled.get(name)?.has(folder)))
          .map((name) => `${file}: ${name}`),
      );
    expect(foreign).toEqual([]);
    expect(styled.get("table")).toEqual(new Set(["parts"]));
  });
});
