const prefix = "rthub.doc/";

/** Where this browser keeps a user's copy of a document. */
export const storeName = (userId: string, documentId: string): string => `${prefix}${encodeURIComponent(userId)}/${documentId}`;

/** Removes a user's copies from this browser, when the user signs out. */
export async function forgetCopies(userId: string): Promise<void> {
  const own = `${prefix}${encodeURIComponent(userId)}/`;
  for (const { name } of (await indexedDB.databases?.()) ?? []) if (name?.startsWith(own)) indexedDB.deleteDatabase(name);
}
