import type { PushDraft, SignedIn } from "../../lab/port.ts";

/** What lets a person write to a hub, and how signing in there came out. */
export interface HubPass {
  /** As pasted; empty where none was. */
  readonly token: string;
  readonly signedIn: SignedIn | null;
  /** Why the person is not signed in, or no longer. */
  readonly refusal: string | null;
  /** What was filled in before the person went to the hub, until it is shown again. */
  readonly draft: PushDraft | null;
}

export const noPass: HubPass = { token: "", signedIn: null, refusal: null, draft: null };
