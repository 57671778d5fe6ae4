import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import { expect, it } from "vitest";
import { clientDocument } from "./oauth-client.ts";

it("writes what a hub asks for at the page's id, beside the page", async () => {
  const outDir = mkdtempSync(join(tmpdir(), "autodistill-client-"));
  const id = "https://someone.example/autodistill/oauth-client.json";
  await build({ configFile: false, publicDir: false, logLevel: "silent", plugins: [clientDocument(id)], build: { outDir, rolldownOptions: { input: join(import.meta.dirname, "headers.ts") } } });
  const page = "https://someone.example/autodistill/";
  expect(JSON.parse(readFileSync(join(outDir, "oauth-client.json"), "utf8"))).toMatchObject({
    client_id: id,
    redirect_uris: [page],
    client_uri: page,
    token_endpoint_auth_method: "none",
  });
  rmSync(outDir, { recursive: true });
});

it("writes nothing for the id of a registered app, and refuses an address where it would not be found", () => {
  expect([clientDocument(), clientDocument("5b5c2a9e-0d0f")]).toEqual([null, null]);
  for (const id of ["https://someone.example/client.json", "http://someone.example/oauth-client.json", "https://someone.example/oauth-client.json?v=2"]) {
    expect(() => clientDocument(id)).toThrow(`got ${id}`);
  }
});
