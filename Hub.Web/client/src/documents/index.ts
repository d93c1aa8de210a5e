export { DocumentClient } from "./documentClient.js";
export type { DocumentRefusal, DocumentStatus } from "./documentStatus.js";
export type { DocumentStore } from "./documentStore.js";
export { SignalRProvider, type SignalRProviderEvents, type SignalRProviderOptions } from "./signalRProvider.js";
