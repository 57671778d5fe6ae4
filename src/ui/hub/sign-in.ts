/** The way to a hub to sign in, and back: the page is left for it, so what was filled in is kept and taken up again. */
import type { Signal } from "@preact/signals";
import type { HubClient, Lab, PushDraft } from "../../lab/port.ts";
import { hrefOf, resultsOf } from "../state/routes.ts";
import { pageAddress } from "./client.ts";
import { noPass, type HubPass } from "./pass.ts";

/** For the way there and back alone; the browser forgets it with the tab. Tokens are never stored. */
const key = "autodistill.sign-in";

/** Leaves the page. @throws Error in words for the person */
export async function leaveForHub(window: Window, lab: Pick<Lab, "beginSignIn">, client: HubClient, draft: PushDraft): Promise<void> {
  const { address, kept } = await lab.beginSignIn(client, draft, pageAddress(window));
  try {
    window.sessionStorage.setItem(key, kept);
  } catch {
    throw new Error("this browser keeps nothing for this page, so it would not find back: paste an access token instead");
  }
  window.location.assign(address);
}

/** Comes back with the hub's answer. @throws Refused where this page has not asked for it */
export async function returnFromHub(window: Window, lab: Pick<Lab, "finishSignIn">, hub: Signal<HubPass | null>): Promise<void> {
  const { search } = window.location;
  if (!/[?&](code|error)=/.test(search)) return;
  const kept = window.sessionStorage.getItem(key);
  window.sessionStorage.removeItem(key);
  // The code is for this page alone: no bookmark and no history shall have it.
  window.history.replaceState(null, "", pageAddress(window));
  const outcome = await lab.finishSignIn(search, kept);
  const { draft, signedIn } = outcome;
  hub.value = { ...noPass, ...outcome };
  window.location.replace(hrefOf(resultsOf(draft.studyId, draft.trial)));
  if (signedIn === null) return;
  window.setTimeout(() => {
    if (hub.value?.signedIn === signedIn) hub.value = { ...noPass, refusal: "you are no longer signed in, as the hub allows it for some hours only: sign in again" };
  }, signedIn.expiresAtMs - Date.now());
}
