/** Holds the house together: floors, fences, no cycles, small files. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");

/** A folder may import from folders with a lower number, and from itself. */
const floors: Readonly<Record<string, number>> = {
  "src/base": 0,
  "src/engine": 1,
  "src/study": 1,
  "src/wire": 1,
  "src/model": 2,
  "src/data": 2,
  "src/search": 2,
  "src/formats": 2,
  "src/store": 2,
  "src/distill": 3,
  "src/evaluate": 3,
  "src/lab": 4,
  "src/ui": 5,
  "src/main.tsx": 6,
  workers: 6,
};

/** Packages behind one door. */
const fences: readonly (readonly [RegExp, string])[] = [
  [/^@tensorflow\//, "src/engine"],
  [/^idb$/, "src/store"],
  [/^comlink$/, "src/wire"],
  [/^onnxruntime-web/, "src/evaluate"],
  [/^preact|^@preact\//, "src/ui"],
];

const maximumLines = 400;

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"));
}

function importsOf(file: string): string[] {
  return ts.preProcessFile(readFileSync(join(root, file), "utf8"), true, true).importedFiles.map((i) => i.fileName);
}

const files = [...sourceFiles("src"), ...sourceFiles("workers")];
const roomOf = (file: string) => Object.keys(floors).find((room) => file === room || file.startsWith(`${room}/`));
const resolved = (from: string, specifier: string) =>
  relative(root, resolve(root, dirname(from), specifier.replace(/\?.*$/, ""))).split(sep).join("/");

describe("the architecture", () => {
  it("has a room for every file", () => {
    expect(files.length).toBeGreaterThan(20);
    expect(files.filter((file) => roomOf(file) === undefined)).toEqual([]);
  });

  it("imports only go down the floors", () => {
    const climbs = files.flatMap((file) =>
      importsOf(file)
        .filter((specifier) => specifier.startsWith("."))
        .map((specifier) => resolved(file, specifier))
        .filter((target) => {
          const [from, to] = [roomOf(file), roomOf(target)];
          if (from === undefined || to === undefined) return true;
          return from !== to && (floors[to] ?? 99) >= (floors[from] ?? 0);
        })
        .map((target) => `${file} → ${target}`),
    );
    expect(climbs).toEqual([]);
  });

  it("keeps fenced packages behind their doors", () => {
    const breaches = files.flatMap((file) =>
      importsOf(file).flatMap((specifier) =>
        fences
          .filter(([name, home]) => name.test(specifier) && roomOf(file) !== home)
          // The address of a file is not its code: the worker tells the engine where tfjs's wasm files lie.
          .filter(() => !specifier.endsWith("?url"))
          .map(([, home]) => `${file} imports ${specifier}, which belongs to ${home}`),
      ),
    );
    expect(breaches).toEqual([]);
  });

  it("has no import cycles", () => {
    const graph = new Map(
      files.map((file) => [file, importsOf(file).filter((s) => s.startsWith(".")).map((s) => resolved(file, s))]),
    );
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, path: readonly string[]) => {
      if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(" → "));
      else if (!done.has(file)) {
        for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
        done.add(file);
      }
    };
    for (const file of files) visit(file, []);
    expect(cycles).toEqual([]);
  });

  it("keeps files small", () => {
    const long = files
      .map((file) => ({ file, lines: readFileSync(join(root, file), "utf8").split("\n").length }))
      .filter(({ lines }) => lines > maximumLines);
    expect(long).toEqual([]);
  });

  it("takes time and chance only as arguments", () => {
    const impure = files
      .filter((file) => !/^src\/(ui|main)|^workers|^src\/wire/.test(file))
      .filter((file) => /\bMath\.random\b|\bDate\.now\b|\bnew Date\b/.test(readFileSync(join(root, file), "utf8")));
    expect(impure).toEqual([]);
  });
});
