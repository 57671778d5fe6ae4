/** What is left of fetching from a hub, pushing to one, and signing in there. */
import type { Precision } from "../../formats/onnx/precision.ts";
import type { DownstreamName } from "../../study/downstream.ts";
import type { StudyId } from "../../study/study.ts";

/** What has come of something that is fetched, or was until the connection broke; fetching it again goes on from there. */
export interface UnfinishedDownload {
  /** `owner/name@commit/file`, `owner/name@commit, 3 files`, or an address. */
  readonly name: string;
  /** Their addresses. */
  readonly files: readonly string[];
  readonly sizeBytes: number;
}

/** A model repository on a hub to write to, and what allows it. */
export interface PushTarget {
  /** `owner/name` */
  readonly repository: string;
  readonly visibility: "private" | "public";
  /** The hub's address; the usual one where it is empty. */
  readonly endpoint: string;
  /** An access token that may write. It is kept nowhere. */
  readonly token: string;
}

/** What of a student to push. */
export interface PushWish {
  /** On which it is fine-tuned before, as it was in its study; null: as pretrained. */
  readonly task: DownstreamName | null;
  /** ONNX models to send with it. */
  readonly onnx: readonly Precision[];
}

/** A push as a person has filled it in so far. */
export interface PushDraft extends PushWish, Omit<PushTarget, "token"> {
  readonly studyId: StudyId;
  readonly trial: number;
}

/** This page, as a hub knows it. */
export interface HubClient {
  readonly id: string;
  /** What it asks a person for, with spaces between; null: the least that pushing takes. */
  readonly scopes: string | null;
}

export interface SignInStart {
  /** Where the person signs in. */
  readonly address: string;
  /** What the page has to keep until the person is back. */
  readonly kept: string;
}

/** Who may write to a hub, and for how long. It is kept nowhere. */
export interface SignedIn {
  readonly endpoint: string;
  readonly token: string;
  readonly account: string;
  /** Milliseconds since 1970. */
  readonly expiresAtMs: number;
}

export interface SignInOutcome {
  readonly draft: PushDraft;
  readonly signedIn: SignedIn | null;
  /** Why not. */
  readonly refusal: string | null;
}

/** A model on its way to a hub. */
export interface PushingStatus {
  readonly repository: string;
  readonly task: PushWish["task"];
  readonly phase: "opening" | "making" | "uploading" | "committing";
  readonly sentBytes: number;
  /** null until the files are made. */
  readonly totalBytes: number | null;
}

export interface PushedModel {
  readonly repository: string;
  readonly commit: string;
  /** Where a browser shows the commit. */
  readonly address: string;
}
