export { FeedClient } from "./feedClient.js";
export type { FeedChange, FeedFields, FeedValue } from "./feedValue.js";
export { LiveFeed, type LiveFeedEvents, type LiveFeedOptions } from "./liveFeed.js";
