import { useMemo, useState } from "preact/hooks";
import { useTabIndex } from "./reachable";
import { piecesOf, type Piece } from "./text";
import type { Named } from "../../words/names";

const longCharacters = 1_200;
const longLines = 18;

/** A message's text. Everything of it is set as text: there is no way from here to markup. */
export function MessageText({ text, named }: { text: string; named: readonly Named[] }) {
  const [whole, setWhole] = useState(false);
  const tabIndex = useTabIndex();
  const long = text.length > longCharacters || text.split("\n", longLines + 1).length > longLines;
  const names = named.map(({ name }) => name).join("\n");
  const pieces = useMemo(() => piecesOf(text, named), [text, names]);
  return (
    <>
      <div class={long && !whole ? "text cut" : "text"} dir="auto">
        <Pieces pieces={pieces} />
      </div>
      {long && (
        <button type="button" class="text-button" tabIndex={tabIndex} onClick={() => setWhole(!whole)}>
          {whole ? "Show less" : "Show all"}
        </button>
      )}
    </>
  );
}

function Pieces({ pieces }: { pieces: readonly Piece[] }) {
  const tabIndex = useTabIndex();
  return (
    <>
      {pieces.map((piece) => {
        switch (piece.kind) {
          case "text":
            return piece.text;
          case "code":
            return <code>{piece.text}</code>;
          case "block":
            return (
              <pre tabIndex={tabIndex ?? 0}>
                <code>{piece.text}</code>
              </pre>
            );
          case "mention":
            return <bdi class={piece.me ? "named me-named" : "named"}>{piece.text}</bdi>;
          case "link":
            return (
              <a href={piece.href} tabIndex={tabIndex} target="_blank" rel="noopener noreferrer nofollow ugc">
                {piece.text}
              </a>
            );
          case "bold":
            return (
              <strong>
                <Pieces pieces={piece.pieces} />
              </strong>
            );
          case "struck":
            return (
              <s>
                <Pieces pieces={piece.pieces} />
              </s>
            );
          case "italic":
            return (
              <em>
                <Pieces pieces={piece.pieces} />
              </em>
            );
        }
      })}
    </>
  );
}
