import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createHandover } from "./handover.ts";

let folder = "";
let server: Server;
let url = "";
const handover = createHandover();

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "autodistill-handover-"));
  server = createServer((request, response) =>
    handover.middleware(request, response, () => response.writeHead(404).end("next")),
  );
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  url = `http://localhost:${(server.address() as AddressInfo).port}/below/`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

describe("the handover", () => {
  it("gives the page a file, byte for byte", async () => {
    const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 31) % 256);
    const file = join(folder, "model.safetensors");
    writeFileSync(file, bytes);
    const response = await fetch(new URL(handover.offer(file), url));
    expect(response.status).toBe(200);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
  });

  it("writes what the page posts, folders included", async () => {
    const file = join(folder, "trial-1", "config.json");
    const response = await fetch(new URL(handover.accept(file), url), { method: "POST", body: "{}" });
    expect(response.ok).toBe(true);
    expect(readFileSync(file, "utf8")).toBe("{}");
  });

  it("passes everything else on: other paths, offered files posted to, accepted files read", async () => {
    const file = join(folder, "secret");
    writeFileSync(file, "secret");
    const requests = [
      fetch(new URL("handover/00000000-0000-0000-0000-000000000000", url)),
      fetch(new URL("index.html", url)),
      fetch(new URL(handover.offer(file), url), { method: "POST", body: "overwritten" }),
      fetch(new URL(handover.accept(file), url)),
    ];
    expect((await Promise.all(requests)).map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect(readFileSync(file, "utf8")).toBe("secret");
  });

  it("breaks off where the file is gone", async () => {
    await expect(fetch(new URL(handover.offer(join(folder, "missing")), url)).then((r) => r.text())).rejects.toThrow();
  });
});
