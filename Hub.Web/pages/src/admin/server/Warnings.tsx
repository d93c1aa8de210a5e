/** What is wrong although clients may connect. */
export function Warnings({ texts }: { texts: readonly string[] }) {
  if (texts.length === 0) return null;
  return (
    <section class="sheet node" aria-label="Warnings">
      <h2>
        <span class="dot warn" aria-hidden="true" /> Warnings
      </h2>
      {texts.map((text) => (
        <p key={text}>
          <bdi>{text}</bdi>
        </p>
      ))}
    </section>
  );
}
