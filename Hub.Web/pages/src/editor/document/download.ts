/** A title as the name of a file: without what some system refuses. */
export function fileName(title: string, extension: string): string {
  const plain = title.replace(/[\p{Cc}\p{Cf}/\\:*?"<>|\s]+/gu, " ").trim().replace(/^[. ]+/, "").slice(0, 100).trim();
  return `${plain || "document"}.${extension}`;
}

/** Gives a text to the user as a file. */
export function download(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
