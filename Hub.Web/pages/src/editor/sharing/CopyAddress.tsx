import { useState } from "preact/hooks";
import { Icon } from "../../controls/Icon";

/** The address of the page; it gives nobody a role. */
export function CopyAddress() {
  const [said, say] = useState<string>();
  const copy = (): void =>
    void navigator.clipboard?.writeText(location.href).then(
      () => say("Copied. It opens for those who may read the document."),
      () => say(location.href),
    );
  return (
    <div class="choices">
      <button type="button" class="button small" onClick={() => (navigator.clipboard ? copy() : say(location.href))}>
        <Icon name="link" />
        Copy the address
      </button>
      <p class="hint" role="status">
        {said}
      </p>
    </div>
  );
}
