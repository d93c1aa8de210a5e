/** What an address names: a document, and the link by which one comes to it, if any. */
export interface Place {
  /** Empty for none. */
  readonly documentId: string;
  readonly link: string | undefined;
}

/** Between the id, in which it would be escaped, and the link. */
const beforeLink = "&link=";

/** The address of a document in this page. */
export const addressOf = (documentId: string): string => `#${encodeURIComponent(documentId)}`;

/** The address that gives anyone who opens it the role of a link. The secret is behind the #, which browsers send to no server. */
export const linkAddressOf = (documentId: string, link: string): string => addressOf(documentId) + beforeLink + encodeURIComponent(link);

export function placeOf(hash: string): Place {
  const [id = "", link] = hash.replace(/^#/, "").split(beforeLink);
  return { documentId: decoded(id), link: link && decoded(link) };
}

export function goTo(documentId: string): void {
  location.hash = documentId && addressOf(documentId);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
