import type { Message } from "@realtimehub/client";
import { useMemo } from "preact/hooks";
import { Avatar } from "../Avatar";
import { nameOf } from "../openRoom";
import { clock, dayName, fullTime } from "../rows";
import { excerptOf } from "./excerpt";

interface Props {
  readonly message: Message;
  readonly words: readonly string[];
  /** Whether it is the one that was gone to. */
  readonly chosen: boolean;
  readonly onPick: (messageId: number) => void;
}

/** A message that was found. Its words are set as text, as everywhere. */
export function SearchResult({ message, words, chosen, onPick }: Props) {
  const { messageId, author, time, text } = message;
  const pieces = useMemo(() => excerptOf(text, words), [text, words]);
  return (
    <li>
      <button type="button" class="result" aria-current={chosen ? "true" : undefined} onClick={() => onPick(messageId)}>
        <span class="result-head">
          <Avatar user={author} />
          <bdi class="author">{nameOf(author)}</bdi>
          <time dateTime={new Date(time).toISOString()} title={fullTime(time)}>
            {dayName(time, Date.now())}, {clock(time)}
          </time>
        </span>
        <span class="result-text" dir="auto">
          {pieces.map((piece) => (piece.found ? <mark>{piece.text}</mark> : piece.text))}
        </span>
      </button>
    </li>
  );
}
