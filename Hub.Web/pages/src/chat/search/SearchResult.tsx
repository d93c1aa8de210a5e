import type { Message } from "@realtimehub/client";
import { useMemo } from "preact/hooks";
import { Avatar } from "../../controls/Avatar";
import { nameOf } from "../../words/names";
import { clock, dayName, fullTime } from "../../words/times";
import { excerptOf } from "../../words/excerpt";

interface Props {
  readonly message: Message;
  readonly words: readonly string[];
  /** Whether it is the one that was gone to. */
  readonly chosen: boolean;
  /** The room it is in, where that isn't plain. */
  readonly title: string | undefined;
  readonly onPick: (message: Message) => void;
}

/** A message that was found. Its words are set as text, as everywhere. */
export function SearchResult({ message, title, words, chosen, onPick }: Props) {
  const { author, time, text } = message;
  const pieces = useMemo(() => excerptOf(text, words), [text, words]);
  return (
    <li>
      <button type="button" class="result" aria-current={chosen ? "true" : undefined} onClick={() => onPick(message)}>
        <span class="result-head">
          <Avatar user={author} />
          <bdi class="author">{nameOf(author)}</bdi>
          <time dateTime={new Date(time).toISOString()} title={fullTime(time)}>
            {dayName(time, Date.now())}, {clock(time)}
          </time>
        </span>
        {title !== undefined && (
          <span class="result-room">
            in <bdi>{title}</bdi>
          </span>
        )}
        <span class="result-text" dir="auto">
          {pieces.map((piece) => (piece.found ? <mark>{piece.text}</mark> : piece.text))}
        </span>
      </button>
    </li>
  );
}
