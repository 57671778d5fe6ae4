import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { findChromium } from "./browser.ts";

let folder = "";
const complaints = () => vi.mocked(process.stderr.write).mock.calls.map(([text]) => String(text));

function program(name: string): string {
  const path = join(folder, name);
  writeFileSync(path, "");
  chmodSync(path, 0o755);
  return path;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "autodistill-browser-"));
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

describe.skipIf(process.platform === "win32")("findChromium", () => {
  it("prefers CHROME_PATH", () => {
    program("chromium");
    const chosen = program("my-browser");
    expect(findChromium({ environment: { PATH: folder, CHROME_PATH: chosen }, install: false })).toBe(chosen);
  });

  it("does not look further where CHROME_PATH is wrong", () => {
    program("chromium");
    const wrong = join(folder, "missing");
    expect(findChromium({ environment: { PATH: folder, CHROME_PATH: wrong }, install: false })).toBeNull();
    expect(complaints()).toEqual([`CHROME_PATH is not a program: ${wrong}\n`]);
  });

  it("takes what is on the PATH, Chromium before Chrome", () => {
    program("google-chrome");
    const chromium = program("chromium");
    expect(findChromium({ environment: { PATH: `/nowhere:${folder}` }, install: false })).toBe(chromium);
  });

  it("finds an application in a person's own folder on macOS", () => {
    const application = join(folder, "Applications", "Chromium.app", "Contents", "MacOS");
    mkdirSync(application, { recursive: true });
    const chromium = program(join("Applications", "Chromium.app", "Contents", "MacOS", "Chromium"));
    expect(findChromium({ platform: "darwin", environment: { PATH: "", HOME: folder }, install: false })).toBe(chromium);
  });
});
