import type { HubClient } from "../client.js";
import { bytesOf } from "./bytes.js";
import type {
  CreateDocumentRequest,
  CreatedLink,
  Document,
  DocumentLink,
  DocumentMember,
  DocumentPage,
  DocumentRole,
  DocumentText,
  DocumentVersion,
  ListDocumentsRequest,
  UpdateDocumentRequest,
  VersionPage,
} from "../contracts.js";

/** Calls that may as well be made twice. */
const repeated = { repeated: true };

/** The documents of a hub; `SignalRProvider` opens one. All calls take a client with a token. */
export class DocumentClient {
  constructor(private readonly client: HubClient) {}

  /** Makes a document, owned by the caller. */
  createDocument(request: CreateDocumentRequest): Promise<Document> {
    return this.client.call("CreateDocument", request);
  }

  /**
   * Lists public documents and the caller's own, in order of their ids; with a query those whose id, title or text has it, each with a `snippet` where the text
   * does. While `incomplete` is true, a later search may find more.
   */
  listDocuments(request: ListDocumentsRequest = {}): Promise<DocumentPage> {
    return this.client.call("ListDocuments", request, repeated);
  }

  getDocument(documentId: string): Promise<Document> {
    return this.client.call("GetDocument", { documentId }, repeated);
  }

  /** Changes the title; only an owner may. */
  renameDocument(documentId: string, title: string): Promise<Document> {
    return this.client.call("RenameDocument", { documentId, title }, repeated);
  }

  /** Changes who may find and edit it; only an owner may. */
  updateDocument(request: UpdateDocumentRequest): Promise<Document> {
    return this.client.call("UpdateDocument", request, repeated);
  }

  /** Deletes a document and everything in it; only an owner may. */
  deleteDocument(documentId: string): Promise<void> {
    return this.client.call("DeleteDocument", { documentId });
  }

  /** Gives a user a role, or takes it away with `none`; only an owner may. */
  shareDocument(documentId: string, userId: string, role: DocumentRole): Promise<void> {
    return this.client.call("ShareDocument", { documentId, userId, role }, repeated);
  }

  /** Those with whom a document is shared. */
  async readMembers(documentId: string): Promise<readonly DocumentMember[]> {
    return (await this.client.call("ReadMembers", { documentId }, repeated)).members;
  }

  /** Makes a link that gives each user who opens it a role. Only an owner may. Its `link` contains a secret and is given only here. */
  createLink(documentId: string, role: DocumentRole): Promise<CreatedLink> {
    return this.client.call("CreateLink", { documentId, role });
  }

  /** The links of a document, without their secrets; only an owner may. */
  async listLinks(documentId: string): Promise<readonly DocumentLink[]> {
    return (await this.client.call("ListLinks", { documentId }, repeated)).links;
  }

  /** Revokes a link: those who came by it lose the role that it gave them; only an owner may. */
  revokeLink(documentId: string, linkId: string): Promise<void> {
    return this.client.call("RevokeLink", { documentId, linkId });
  }

  /** Gives the caller the role of a link, unless the caller has it or a greater one. */
  useLink(documentId: string, link: string): Promise<Document> {
    return this.client.call("UseLink", { documentId, link }, repeated);
  }

  /** The text of a document without formats, or that of one root type. */
  readText(documentId: string, name?: string): Promise<DocumentText> {
    return this.client.call("ReadText", { documentId, name }, repeated);
  }

  /** Saves what the document contains; takes an editor. */
  saveVersion(documentId: string, label?: string): Promise<DocumentVersion> {
    return this.client.call("SaveVersion", { documentId, label });
  }

  /** Lists versions, the newest first. @param before Continues a page: the `next` of the one before. */
  listVersions(documentId: string, before?: string): Promise<VersionPage> {
    return this.client.call("ListVersions", { documentId, before }, repeated);
  }

  /** What a version contains, as an update for an empty `Y.Doc`. */
  async getVersion(documentId: string, versionId: string): Promise<{ readonly version: DocumentVersion; readonly update: Uint8Array }> {
    const { version, update } = await this.client.call("GetVersion", { documentId, versionId }, repeated);
    return { version, update: bytesOf(update) };
  }

  /** Gives the document the content of a version, by an edit that everyone gets; takes an editor. */
  async restoreVersion(documentId: string, versionId: string): Promise<void> {
    await this.client.call("RestoreVersion", { documentId, versionId }, repeated);
  }

  /** Deletes a version; only an owner may. */
  deleteVersion(documentId: string, versionId: string): Promise<void> {
    return this.client.call("DeleteVersion", { documentId, versionId });
  }
}
