import type { HubClient } from "../client.js";
import type {
  ChatUser,
  CreateRoomRequest,
  ListRoomsRequest,
  MessagePage,
  MessageSearchPage,
  Room,
  RoomDetails,
  RoomPage,
  RoomRestrictions,
  RoomRole,
  SearchAllMessagesRequest,
  SearchMessagesRequest,
  UpdateRoomRequest,
} from "../contracts.js";
import type { CallOptions } from "../options.js";
import { ChatRoom } from "./chatRoom.js";

/** Calls that may as well be made twice. */
const repeated = { repeated: true };

/** The chat rooms of a hub. All calls take a client with a token. */
export class ChatClient {
  constructor(private readonly client: HubClient) {}

  /** Opens a room: loads its newest messages and follows what happens. The caller must be a member. */
  openRoom(room: string, options: CallOptions = {}): Promise<ChatRoom> {
    return ChatRoom.open(this.client, room, options);
  }

  /** Makes a room, owned by the caller. */
  createRoom(request: CreateRoomRequest): Promise<Room> {
    return this.client.call("CreateRoom", request);
  }

  /** Lists public rooms and the caller's own, in order of their names. */
  listRooms(request: ListRoomsRequest = {}): Promise<RoomPage> {
    return this.client.call("ListRooms", request, repeated);
  }

  /** Gives a room and its members. */
  getRoom(room: string): Promise<RoomDetails> {
    return this.client.call("GetRoom", { room }, repeated);
  }

  /** Changes title, topic or slow mode; only a moderator may. */
  updateRoom(request: UpdateRoomRequest): Promise<Room> {
    return this.client.call("UpdateRoom", request, repeated);
  }

  /** Becomes a member, which outlives the connection. */
  joinRoom(room: string): Promise<Room> {
    return this.client.call("JoinRoom", { room }, repeated);
  }

  /** Is a member no longer. */
  leaveRoom(room: string): Promise<void> {
    return this.client.call("LeaveRoom", { room });
  }

  /** Gives the private room of the caller and another user. */
  openDirect(userId: string): Promise<Room> {
    return this.client.call("OpenDirect", { userId }, repeated);
  }

  /** Lets a user join, and tells the user so. */
  inviteMember(room: string, userId: string): Promise<void> {
    return this.client.call("InviteMember", { room, userId }, repeated);
  }

  /** Sets a member's role; only an owner may. */
  setRole(room: string, userId: string, role: RoomRole): Promise<void> {
    return this.client.call("SetRole", { room, userId, role }, repeated);
  }

  /** Makes a member leave. */
  kick(room: string, userId: string): Promise<void> {
    return this.client.call("Kick", { room, userId });
  }

  /** Makes a user leave and keeps the user out, until a time (Unix milliseconds) or for good. */
  ban(room: string, userId: string, untilTime?: number): Promise<void> {
    return this.client.call("Ban", { room, userId, untilTime }, repeated);
  }

  /** Ends a ban. */
  unban(room: string, userId: string): Promise<void> {
    return this.client.call("Unban", { room, userId }, repeated);
  }

  /** Lets a member read but not write until a time (Unix milliseconds); one that has passed ends it. */
  mute(room: string, userId: string, untilTime: number): Promise<void> {
    return this.client.call("Mute", { room, userId, untilTime }, repeated);
  }

  /** Finds messages by words, newest first. */
  searchMessages(request: SearchMessagesRequest): Promise<MessagePage> {
    return this.client.call("SearchMessages", request, repeated);
  }

  /** Finds messages by words in all rooms of the caller, newest first. */
  searchAllMessages(request: SearchAllMessagesRequest): Promise<MessageSearchPage> {
    return this.client.call("SearchAllMessages", request, repeated);
  }

  /** Gives the bans and mutes that are in force; only a moderator may. */
  listRestrictions(room: string): Promise<RoomRestrictions> {
    return this.client.call("ListRestrictions", { room }, repeated);
  }

  /** Deletes a room and everything in it; only an owner may. */
  deleteRoom(room: string): Promise<void> {
    return this.client.call("DeleteRoom", { room });
  }

  /** Changes the name that chat shows for the caller; without one it is that of the token again. */
  setName(name?: string): Promise<ChatUser> {
    return this.client.call("SetName", { name });
  }

  /** Finds users by their whole id or name. */
  async findUsers(query: string): Promise<readonly ChatUser[]> {
    return (await this.client.call("FindUsers", { query }, repeated)).users;
  }
}
