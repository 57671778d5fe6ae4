/**
 * The document by which a hub knows a page that nobody has registered there: an OAuth Client ID Metadata Document, whose
 * own address is the page's id. The page is built with that id, VITE_HUB_CLIENT_ID.
 */
import type { Plugin } from "vite";

const name = "oauth-client.json";

/**
 * Writes the document beside the page.
 * @param id what the page is built with; where it is the id of a registered app, or none, there is nothing to write
 * @throws Error where it is an address at which the document would not be found
 */
export function clientDocument(id = ""): Plugin | null {
  if (!URL.canParse(id)) return null;
  const { protocol, pathname, search, hash } = new URL(id);
  if (protocol !== "https:" || !pathname.endsWith(`/${name}`) || search + hash !== "") {
    throw new Error(`VITE_HUB_CLIENT_ID should be https://…/${name}, the page's address with ${name} behind it, or the id of an OAuth app, got ${id}`);
  }
  const page = new URL("./", id).href;
  const source = {
    client_id: id,
    client_name: "AutoDistill Web",
    client_uri: page,
    redirect_uris: [page],
    grant_types: ["authorization_code"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
  };
  return {
    name: "client-document",
    generateBundle() {
      this.emitFile({ type: "asset", fileName: name, source: `${JSON.stringify(source, null, 2)}\n` });
    },
  };
}
