export { ChatClient } from "./chatClient.js";
export type { ChatEntry, SendState, UnsentMessage } from "./chatEntry.js";
export { ChatRoom, type ChatRoomEvents } from "./chatRoom.js";
