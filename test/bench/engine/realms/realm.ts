import type { Order, Session } from "../session.ts";

export interface RemoteSession extends Session {
  /** Ends the process or page. */
  close(): Promise<void>;
}

/** A place where engines run: Dawn's null device in Node, a software adapter in Chromium. */
export interface Realm {
  /** Each session is alone in a process or page of its own. */
  open(order: Order): Promise<RemoteSession>;
  close(): Promise<void>;
}
