import { describe, expect, it } from "vitest";
import { followKept } from "../../../src/ui/state/kept.ts";

/** As much of a service worker's side as the page listens to. */
function fakeContainer(kept: { controlled: boolean; waiting: boolean }) {
  const installing = new EventTarget();
  const registration = Object.assign(new EventTarget(), { installing, waiting: kept.waiting ? {} : null });
  const container = Object.assign(new EventTarget(), { controller: kept.controlled ? {} : null, ready: Promise.resolve(registration) });
  const told: string[] = [];
  const ending = new AbortController();
  followKept(container as unknown as ServiceWorkerContainer, (now) => told.push(now), ending.signal);
  return {
    told,
    ending,
    claim() {
      container.controller = {};
      container.dispatchEvent(new Event("controllerchange"));
    },
    /** A newer version is fetched and waits. */
    install() {
      registration.dispatchEvent(new Event("updatefound"));
      registration.waiting = {};
      installing.dispatchEvent(new Event("statechange"));
    },
  };
}

const answered = () => new Promise((resolve) => setTimeout(resolve));

describe("followKept", () => {
  it("tells that the page is kept when a first visit is claimed, not before", async () => {
    const { told, claim } = fakeContainer({ controlled: false, waiting: false });
    await answered();
    expect(told).toEqual([]);
    claim();
    expect(told).toEqual(["page"]);
  });

  it("tells of a newer version that waits already, and of one that comes later", async () => {
    const waiting = fakeContainer({ controlled: true, waiting: true });
    await answered();
    expect(waiting.told).toEqual(["page", "newer"]);
    const { told, install } = fakeContainer({ controlled: true, waiting: false });
    await answered();
    expect(told).toEqual(["page"]);
    install();
    expect(told).toEqual(["page", "newer"]);
  });

  it("tells nothing after the end", async () => {
    const { told, ending, claim, install } = fakeContainer({ controlled: false, waiting: false });
    await answered();
    ending.abort();
    claim();
    install();
    expect(told).toEqual([]);
  });
});
