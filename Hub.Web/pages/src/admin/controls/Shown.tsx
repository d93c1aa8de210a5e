import { partsOf } from "./hiddenCharacters";

/** A text of another user, apart in its direction, with what can't be seen or turns the direction written out. */
export function Shown({ text }: { text: string }) {
  return (
    <bdi>
      {partsOf(text).map(({ text, code }, i) =>
        code === undefined ? (
          text
        ) : (
          <span key={i} class="hidden-character" title="A character that can’t be seen">
            {code}
          </span>
        ),
      )}
    </bdi>
  );
}
