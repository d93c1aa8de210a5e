import type { Document } from "@realtimehub/client";
import { Icon } from "../../controls/Icon";
import { excerptOf } from "../../words/excerpt";
import { fullTime, momentName } from "../../words/times";
import { addressOf } from "../state/addresses";

interface Props {
  readonly document: Document;
  readonly current: boolean;
  /** Whether another document looks the same. */
  readonly ambiguous: boolean;
  /** What was looked for. */
  readonly words: readonly string[];
}

/** A document of the list; where its text says what was looked for, that place of it. */
export function DocumentLink({ document, current, ambiguous, words }: Props) {
  const { documentId, title, visibility, createdTime, snippet } = document;
  return (
    <a class="room-link" href={addressOf(documentId)} aria-current={current ? "page" : undefined}>
      <span class="sign">
        <Icon name={visibility === "private" ? "lock" : "page"} />
      </span>
      <bdi class="room-title">{title}</bdi>
      {ambiguous && (
        <small class="made" title={`Made ${fullTime(createdTime)}`}>
          <span class="unseen">made </span>
          {momentName(createdTime, Date.now())}
        </small>
      )}
      {snippet !== undefined && (
        <span class="snippet" dir="auto">
          {excerptOf(snippet, words).map((piece) => (piece.found ? <mark>{piece.text}</mark> : piece.text))}
        </span>
      )}
    </a>
  );
}
