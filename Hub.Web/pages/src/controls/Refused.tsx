/** Why something wasn't done; its place is empty while all is well. */
export function Refused({ text }: { text: string | undefined }) {
  return (
    <p class="refused" role="alert">
      {text}
    </p>
  );
}
