/** As whom this page asks a hub to sign people in. */
import type { HubClient } from "../../lab/port.ts";

/** The page without what it shows: where a hub sends people back to. */
export const pageAddress = ({ location }: Pick<Window, "location">): string => new URL("./", location.href).href;

/**
 * @param built the id that this page was built with, if any: that of an OAuth app of the hub, or the address of a document
 * beside the page that describes it
 * @returns null where the hub does not know this page; people can paste a token then
 */
export function hubClientOf(window: Window, built: string | undefined): HubClient | null {
  const [id, scopes] = [ofSpace(window, "OAUTH_CLIENT_ID"), ofSpace(window, "OAUTH_SCOPES")];
  if (id !== null) return { id, scopes };
  if (built === undefined || built === "") return null;
  // Such a document speaks for the page beside it, not for a copy elsewhere.
  const isElsewhere = URL.canParse(built) && new URL("./", built).href !== pageAddress(window);
  return isElsewhere ? null : { id: built, scopes: null };
}

/** What a Space of the hub tells its page, where `hf_oauth` is set. */
function ofSpace(window: Window, name: string): string | null {
  const value: unknown = Reflect.get(Object(Reflect.get(Object(Reflect.get(window, "huggingface")), "variables")), name);
  return typeof value === "string" && value !== "" ? value : null;
}
