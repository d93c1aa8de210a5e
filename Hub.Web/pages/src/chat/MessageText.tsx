import { useMemo, useState } from "preact/hooks";
import { piecesOf, type Named, type Piece } from "./text";

const longCharacters = 1_200;
const longLines = 18;

/** A message's text. Everything of it is set as text: there is no way from here to markup. */
export function MessageText({ text, named }: { text: string; named: readonly Named[] }) {
  const [whole, setWhole] = useState(false);
  const long = text.length > longCharacters || text.split("\n", longLines + 1).length > longLines;
  const names = named.map(({ name }) => name).join("\n");
  const pieces = useMemo(() => piecesOf(text, named), [text, names]);
  return (
    <>
      <div class={long && !whole ? "text cut" : "text"} dir="auto">
        <Pieces pieces={pieces} />
      </div>
      {long && (
        <button type="button" class="text-button" onClick={() => setWhole(!whole)}>
          {whole ? "Show less" : "Show all"}
        </button>
      )}
    </>
  );
}

function Pieces({ pieces }: { pieces: readonly Piece[] }) {
  return (
    <>
      {pieces.map((piece) => {
        switch (piece.kind) {
          case "text":
            return piece.text;
          case "code":
            return <code>{piece.text}</code>;
          case "mention":
            return <bdi class={piece.me ? "named me-named" : "named"}>{piece.text}</bdi>;
          case "link":
            return (
              <a href={piece.href} target="_blank" rel="noopener noreferrer nofollow ugc">
                {piece.text}
              </a>
            );
          case "bold":
            return (
              <strong>
                <Pieces pieces={piece.pieces} />
              </strong>
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
