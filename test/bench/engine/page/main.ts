/** A page that holds one session, called from Node (realms/chromium.ts). */
import { openSession } from "../session.ts";

Reflect.set(globalThis, "openSession", openSession);
