/** Texts by name and by address, from a hub on this machine. */
import { afterEach, describe, expect, it } from "vitest";
import { createRandom } from "../../../src/base/random.ts";
import { parseRemoteFile } from "../../../src/lab/hub/remote-file.ts";
import { createMemoryStore } from "../../../src/store/memory.ts";
import { createTestLab } from "../../suites/lab-ports.ts";
import { commitOf } from "../../tools/hub/models.ts";
import { startHub, type HubServer } from "../../tools/hub/server.ts";
import { parquetOf } from "../../tools/parquet.ts";

const id = "datasets/owner/books";
const commit = commitOf(id);
const sentences = Array.from({ length: 60 }, (_, i) => `Sentence ${i} of the books. It goes on.`);
const parquet = parquetOf([{ name: "id", data: sentences.map((_, i) => i), type: "INT32" }, { name: "text", data: sentences }], { codec: "UNCOMPRESSED" });
const plain = new TextEncoder().encode(`${sentences.join("\n\n")}\n`);
/** Of 1.4 MB, of which the text is a part in a thousand; in three groups of rows. */
const noise = createRandom(3);
const pictures = sentences.map(() => Array.from({ length: 6000 }, () => String.fromCharCode(0x410 + noise.integer(32))).join(""));
const longParquet = parquetOf([{ name: "picture", data: pictures }, { name: "text", data: sentences }, { name: "more", data: pictures }], { codec: "UNCOMPRESSED", rowGroupSize: 20 });
const books = { commit, revisions: ["v1"], files: new Map([["data/train.parquet", parquet], ["README.txt", plain], ["long.parquet", longParquet]]) };
const train = `hub:${id}/data/train.parquet`;

const hubs: HubServer[] = [];
afterEach(async () => {
  for (const hub of hubs.splice(0)) await hub.close();
});

async function begin(store = createMemoryStore()) {
  const hub = await startHub({ [id]: books });
  hubs.push(hub);
  const { lab } = createTestLab({}, store, 100, (address, options) => fetch(address, options));
  return { hub, lab, store, text: (name: string, column = "") => lab.importRemoteText(name, column, hub.endpoint) };
}
const contentRequests = ({ requests }: HubServer) => requests.filter((line) => line.startsWith("GET /cdn/"));

describe("a text from a hub", () => {
  it("is pinned to a commit, kept with its size, and removed", async () => {
    const { hub, lab, store, text } = await begin();
    const { fingerprint, summary } = await text(`hub:${id}@v1/data/train.parquet`);
    expect(summary).toMatchObject({ name: `${id}@${commit}/train.parquet`, documents: sentences.length });
    expect(hub.requests[0]).toBe(`GET /api/${id}/revision/v1`);
    expect(hub.requests.slice(1).every((line) => line.includes(`/${id}/resolve/${commit}/data/train.parquet`))).toBe(true);
    const text1 = new TextDecoder().decode((await store.asset(fingerprint))?.[0]?.bytes);
    expect(text1).toBe(sentences.join("\n\n"));
    const about = { id, revision: "v1", commit, endpoint: hub.endpoint, text: { path: "data/train.parquet", column: "" } };
    expect(await lab.imports()).toMatchObject([{ fingerprint, kind: "text", sizeBytes: text1.length, hub: about }]);
    // The pieces went when the whole was kept.
    expect(await store.download(`${hub.endpoint}/${id}/resolve/${commit}/data/train.parquet`)).toBeUndefined();
    await lab.removeImport(fingerprint);
    expect(await lab.imports()).toEqual([]);
  });

  it("is there without a network the second time, by branch, commit and address", async () => {
    const { hub, text } = await begin();
    const address = `${hub.endpoint}/cdn/${id}/resolve/main/README.txt`;
    const [first, readme] = [await text(train), await text(address)];
    expect(readme.summary.name).toBe(address);
    const fetched = hub.requests.length;
    expect(await text(`hub:${id}@${commit}/data/train.parquet`)).toEqual(first);
    expect(hub.requests.length).toBe(fetched);
    expect(await text(`${hub.endpoint}/${id}/blob/main/data/train.parquet`)).toEqual(first);
    expect(hub.requests.length).toBe(fetched + 1); // what is main now?
    await hub.close();
    expect(await text(train)).toEqual(first);
    expect(await text(address)).toEqual(readme);
    await expect(text(`hub:${id}/README.txt`)).rejects.toThrow("cannot be reached");
    // Another column is another text.
    await expect(text(train, "id")).rejects.toThrow("cannot be reached");
  });

  it("goes on by range where the connection was cut, twice", async () => {
    const { hub, text } = await begin();
    Object.assign(hub.faults, { cuts: 2, cutAfterBytes: 900 });
    expect((await text(train)).summary.documents).toBe(sentences.length);
    expect(contentRequests(hub).map((line) => line.split(" ")[2])).toEqual([undefined, "bytes=900-", "bytes=1800-"]);
    Object.assign(hub.faults, { cuts: 1, cutAfterBytes: 1000 });
    expect((await text(`${hub.endpoint}/cdn/${id}/resolve/main/README.txt`)).summary.documents).toBe(sentences.length);
    expect(contentRequests(hub).at(-1)).toMatch(/bytes=1000-$/);
  });

  it.each([
    [{ extraBytes: 3 }, "train.parquet has another size than the hub lists"],
    [{ corrupts: true }, "train.parquet is not what the hub lists"],
  ])("is refused when its bytes are not those listed, and nothing of it stays: %j", async (faults, message) => {
    const { hub, lab, store, text } = await begin();
    Object.assign(hub.faults, faults);
    await expect(text(train)).rejects.toThrow(message);
    expect(await lab.imports()).toEqual([]);
    expect(await store.download(`${hub.endpoint}/${id}/resolve/${commit}/data/train.parquet`)).toBeUndefined();
    Object.assign(hub.faults, { extraBytes: 0, corrupts: false });
    expect((await text(train)).summary.documents).toBe(sentences.length);
  });

  it.each([
    ["no address", "books", 'or by an address like https://example.org/text.txt, got "books"'],
    ["a model", "hub:owner/books", "hub:datasets/owner/name/path/to/file"],
    ["a path out of the data set", `hub:${id}/../../other/x.txt`, "hub:datasets/owner/name/path/to/file"],
    ["a data set that is not there", "hub:datasets/owner/nothing/a.txt", 'no public data set "datasets/owner/nothing@main"'],
    ["a revision that is not there", `hub:${id}@v9/README.txt`, `the data set "${id}" has no such revision on the hub: "v9"`],
    ["a file that is not there", `hub:${id}/a.txt`, 'has no file "a.txt", out of "data/train.parquet, README.txt, long.parquet"'],
  ])("is refused in words: %s", async (_, name, message) => {
    const { lab, text } = await begin();
    await expect(text(name)).rejects.toThrow(message);
    expect(await lab.imports()).toEqual([]);
  });

  it("is refused where nothing lies at the address, or not its column", async () => {
    const { hub, text } = await begin();
    const nowhere = `${hub.endpoint}/cdn/${id}/resolve/main/a.txt`;
    await expect(text(nowhere)).rejects.toThrow(`there is no text at ${nowhere} (HTTP 404)`);
    await expect(text(train, "body")).rejects.toThrow('there is no column "body", out of "text"');
  });
});

describe("a long Parquet file on a server", () => {
  const long = `hub:${id}/long.parquet`;
  const size = longParquet.length;
  const shares = ({ requests }: HubServer) => requests.flatMap((line) => /^GET \/cdn\/.*bytes=(\d+)-(\d+)$/.exec(line)?.slice(1).map(Number) ?? []);

  it("is fetched in parts: its mark, its footer, and the text of each group of rows", async () => {
    const { hub, text, store } = await begin();
    const { fingerprint, summary } = await text(long);
    expect(summary).toMatchObject({ name: `${id}@${commit}/long.parquet`, documents: sentences.length });
    expect(new TextDecoder().decode((await store.asset(fingerprint))?.[0]?.bytes)).toBe(sentences.join("\n\n"));
    const parts = shares(hub);
    expect(parts).toHaveLength(2 * 5);
    expect(parts.slice(0, 4)).toEqual([0, 3, size - 16384, size - 1]);
    expect(size).toBeGreaterThan(1.4e6);
    expect(hub.sentBytes).toBeLessThan(20_000);
    // From any address too, whose size nobody tells beforehand.
    const before = hub.sentBytes;
    expect((await text(`${hub.endpoint}/cdn/${id}/resolve/main/long.parquet`)).summary.documents).toBe(sentences.length);
    expect(hub.sentBytes - before).toBe(before);
  });

  it("is fetched whole, and checked, where the server gives no parts", async () => {
    const { hub, text } = await begin();
    hub.faults.ignoresRanges = true;
    expect((await text(long)).summary.documents).toBe(sentences.length);
    expect(contentRequests(hub).map((line) => line.split(" ")[2])).toEqual(["bytes=0-3", undefined]);
    const other = await begin();
    Object.assign(other.hub.faults, { ignoresRanges: true, corrupts: true });
    await expect(other.text(long)).rejects.toThrow("long.parquet is not what the hub lists");
  });

  it("goes on within a part where the connection was cut, and gives up in words", async () => {
    const { hub, text } = await begin();
    Object.assign(hub.faults, { cuts: 4, cutAfterBytes: 900 });
    expect((await text(long)).summary.documents).toBe(sentences.length);
    expect(shares(hub)).toEqual(expect.arrayContaining([size - 16384, size - 16384 + 900, size - 16384 + 1800]));
    hub.faults.busy = 100;
    await expect(text(`${hub.endpoint}/cdn/${id}/resolve/main/long.parquet`)).rejects.toThrow("the connection broke while parts of long.parquet were fetched: 0 bytes have come");
  });

  it.each([
    [{ changesTags: true }, "long.parquet changed on the server while it was read"],
    [{ extraBytes: 3 }, `long.parquet has another size than the hub lists: ${size} bytes, got ${size + 3}`],
    [{ corrupts: true }, "is damaged: it should end with PAR1"],
  ])("is refused when it is not what was begun, or listed: %j", async (faults, message) => {
    const { hub, lab, text } = await begin();
    Object.assign(hub.faults, faults);
    await expect(text(long)).rejects.toThrow(message);
    expect(await lab.imports()).toEqual([]);
  });

  it("is fetched again in parts when another column is asked for", async () => {
    const { hub, text } = await begin();
    await text(long);
    const before = hub.sentBytes;
    await expect(text(long, "body")).rejects.toThrow('there is no column "body", out of "picture, text, more"');
    expect(hub.sentBytes - before).toBe(4 + 16384);
  });
});

it("parseRemoteFile understands names, revisions with slashes, and the hub's own pages", () => {
  const endpoint = "https://huggingface.co";
  const file = { id, path: "a/b.parquet", endpoint };
  expect(parseRemoteFile(`hub:${id}/a/b.parquet`, "")).toEqual({ ...file, revision: "main" });
  expect(parseRemoteFile(` ${id}@refs/convert/parquet/a/b.parquet`, "")).toEqual({ ...file, revision: "refs/convert/parquet" });
  expect(parseRemoteFile(`${endpoint}/${id}/resolve/refs%2Fconvert%2Fparquet/a/b.parquet?download=true`, "")).toEqual({ ...file, revision: "refs/convert/parquet" });
  expect(parseRemoteFile("https://example.org/a.txt?b=c#d", "")).toEqual({ id: "https://example.org/a.txt?b=c", revision: "", path: "", endpoint: "https://example.org" });
});
