import { useEffect, useState } from "preact/hooks";
import { messageOf } from "../../base/errors.ts";
import { encodeShare, type Share, type ShareTier } from "../../formats/share-link.ts";
import type { Study } from "../../study/study.ts";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { CheckField, ChoiceField } from "../parts/field.tsx";
import { formatCounted, formatWhole } from "../parts/format.ts";
import { Loading, Notice } from "../parts/notice.tsx";
import { CopyButton } from "./copy-button.tsx";
import { adaptersOf, withoutAdapters } from "./without-adapters.ts";
import "./share.css";

/** What a link's length means in practice. */
const tierWords = {
  safe: "short enough for every chat and mail program.",
  long: "fine in browsers and documents; some chat and mail programs cut links of this length off.",
  "config-only-advised": "too long for most chat and mail programs. Share the requirements alone, and the study as a file.",
} as const satisfies Record<ShareTier, string>;

/** Offers a study as a link. */
export function ShareButton({ study }: { readonly study: Study }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Share</Button>
      {open && <ShareDialog study={study} onClose={() => setOpen(false)} />}
    </>
  );
}

type Extent = "all" | "requirements";

/** What leaves the device: the chosen extent, with or without the adapters' names. */
export function sharedPart(study: Study, extent: Extent, named: boolean): Study {
  const part = extent === "all" ? study : { ...study, trials: [] };
  return named ? part : withoutAdapters(part);
}

type Encoded = { readonly share: Share } | { readonly refusal: string };

/** The link of a study; null while it is being packed. */
function useShare(study: Study, extent: Extent, named: boolean): Encoded | null {
  const [encoded, setEncoded] = useState<Encoded | null>(null);
  useEffect(() => {
    let current = true;
    encodeShare(sharedPart(study, extent, named)).then(
      (share) => current && setEncoded({ share }),
      (thrown: unknown) => current && setEncoded({ refusal: messageOf(thrown) }),
    );
    return () => void (current = false);
  }, [study, extent, named]);
  return encoded;
}

function ShareDialog({ study, onClose }: { readonly study: Study; readonly onClose: () => void }) {
  const [named, setNamed] = useState(true);
  const [extent, setExtent] = useState<Extent>("all");
  const adapters = adaptersOf(sharedPart(study, extent, true));
  const encoded = useShare(study, extent, named);
  const { prior = [] } = study.requirements;
  const link = encoded !== null && "share" in encoded ? window.location.href.replace(/#.*$/, "") + encoded.share.fragment : "";
  return (
    <Dialog
      title={`Share ${study.name}`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Close</Button>
          <CopyButton tone="primary" text={link} label="Copy link" disabled={link === ""} />
        </>
      }
    >
      <p>The study travels inside the link: nothing is uploaded, and whoever has the link can read it.</p>
      <ChoiceField
        legend="What to share"
        value={extent}
        options={[
          { value: "all", label: "Everything" },
          { value: "requirements", label: "The requirements alone" },
        ]}
        onChange={setExtent}
      />
      <div>
        <p>In it:</p>
        <ul class="share-contents">
          <li>the requirements; the names of teacher and text, not their contents</li>
          {extent === "all" && (
            <li>{formatCounted(study.trials.length, "trial")} with architectures and numbers; no students, no training curves</li>
          )}
          {prior.length > 0 && <li>what it learns from: {prior.map(({ name, trials }) => `${name}, ${formatCounted(trials.length, "trial")}`).join("; ")}</li>}
          {adapters.length > 0 && named && <li>{adapters.length === 1 ? "the device's name" : "the devices' names"}: {adapters.join(", ")}</li>}
        </ul>
      </div>
      {adapters.length > 0 && <CheckField label="Name the device" checked={named} onChange={setNamed} />}
      {encoded === null ? (
        <Loading what="Packing…" />
      ) : "refusal" in encoded ? (
        <Notice tone="danger" title="This does not fit into a link">
          <p>{encoded.refusal}</p>
        </Notice>
      ) : (
        <>
          <textarea class="share-link" readOnly aria-label="The link" rows={4} value={link} onFocus={(event) => event.currentTarget.select()} />
          <p class="small muted">
            {formatWhole(link.length)} characters: {tierWords[encoded.share.tier]}
          </p>
        </>
      )}
    </Dialog>
  );
}
