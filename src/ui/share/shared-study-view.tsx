import { useEffect, useState } from "preact/hooks";
import { messageOf } from "../../base/errors.ts";
import { decodeShare } from "../../formats/share-link.ts";
import type { Explainer, Lab } from "../../lab/port.ts";
import type { Requirements } from "../../study/requirements.ts";
import type { Study, StudyId } from "../../study/study.ts";
import { Button, ButtonLink } from "../parts/button.tsx";
import { FailureNotice, Loading, Notice } from "../parts/notice.tsx";
import { StudyResults } from "../results/study-results.tsx";
import { RequirementsSummary } from "./requirements-summary.tsx";
import "./share.css";

export interface SharedStudyViewProps {
  /** What stands behind the # of the address. */
  readonly fragment: string;
  readonly lab: Pick<Lab, "importStudy">;
  readonly explainer: Explainer;
  /** Does something for the person and tells them where it fails. */
  readonly attempt: <T>(doing: string, action: () => Promise<T>) => Promise<T | undefined>;
  /** A copy is kept here now. */
  readonly onKept: (id: StudyId) => void;
  /** Set up a study with these requirements; nothing is started. */
  readonly onAdopt: (requirements: Requirements) => void;
}

type Opened = { readonly study: Study } | { readonly refusal: string };

/** null while the link is being unpacked. */
function useOpened(fragment: string): Opened | null {
  const [link, setLink] = useState<Opened | null>(null);
  useEffect(() => {
    let current = true;
    setLink(null);
    decodeShare(fragment).then(
      (study) => current && setLink({ study }),
      (thrown: unknown) => current && setLink({ refusal: messageOf(thrown) }),
    );
    return () => void (current = false);
  }, [fragment]);
  return link;
}

/** A study out of a link, read only: opening it starts nothing, fetches nothing and overwrites nothing. */
export function SharedStudyView({ fragment, lab, explainer, attempt, onKept, onAdopt }: SharedStudyViewProps) {
  const link = useOpened(fragment);
  const [picked, setPicked] = useState<number | null>(null);
  if (link === null) return <Loading what="Unpacking the link…" />;
  if ("refusal" in link)
    return (
      <>
        <h1>Shared study</h1>
        <FailureNotice
          title="This link cannot be opened"
          happened={link.refusal}
          safe="Everything you keep here. A link is only read; this one changed nothing."
          advice="Ask for the link again: chat programs cut long ones off. A study file always works."
        >
          <ButtonLink href="#/setup">Go to the start</ButtonLink>
        </FailureNotice>
      </>
    );
  const { study } = link;
  const keep = () =>
    attempt("Keeping a copy", async () => {
      onKept(await lab.importStudy(study));
    });
  const tools = (
    <>
      <Button onClick={keep}>Keep a copy</Button>
      <Button tone="primary" onClick={() => onAdopt(study.requirements)}>
        Run these requirements on this device
      </Button>
    </>
  );
  if (study.trials.length === 0)
    return (
      <>
        <header class="row row-apart">
          <h1>{study.name}</h1>
          <div class="row">{tools}</div>
        </header>
        <Notice tone="info" title="Shared requirements, without results">
          <p>They came inside the link. Nothing was started, downloaded or overwritten.</p>
        </Notice>
        <section class="panel" aria-label="Requirements">
          <RequirementsSummary study={study} />
        </section>
      </>
    );
  return (
    <>
      <Notice tone="info" title="A shared study, read only">
        <p>
          It was run elsewhere and came inside the link. Nothing was started, downloaded or overwritten. Its latencies belong
          to the device it names, not to yours.
        </p>
      </Notice>
      <StudyResults
        study={study}
        picked={picked}
        onPick={setPicked}
        actions={null}
        questions={{ explain: () => explainer.explain(study), why: (trial) => explainer.why(study, trial) }}
        tools={tools}
      />
      <details class="shared-requirements">
        <summary>Its requirements</summary>
        <RequirementsSummary study={study} />
      </details>
    </>
  );
}
