import type { DocumentLink, DocumentRole } from "@realtimehub/client";
import type { DocumentClient } from "@realtimehub/client/documents";
import { linkAddressOf } from "./addresses";

/** The links of the open document, as its owner sees them. */
export class Links {
  links: readonly DocumentLink[] | undefined;
  /** The addresses of those that were made here: the server doesn't keep their secrets. */
  private readonly addresses = new Map<string, string>();

  constructor(
    private readonly api: DocumentClient,
    private readonly documentId: string,
    private readonly changed: () => void,
  ) {}

  addressOf({ linkId }: DocumentLink): string | undefined {
    return this.addresses.get(linkId);
  }

  async read(): Promise<void> {
    this.links = await this.api.listLinks(this.documentId);
    this.changed();
  }

  async make(role: DocumentRole): Promise<void> {
    const { linkId, link } = await this.api.createLink(this.documentId, role);
    this.addresses.set(linkId, location.origin + location.pathname + linkAddressOf(this.documentId, link));
    await this.read();
  }

  async revoke({ linkId }: DocumentLink): Promise<void> {
    try {
      await this.api.revokeLink(this.documentId, linkId);
    } finally {
      // Another owner may have revoked it.
      await this.read();
    }
  }
}
