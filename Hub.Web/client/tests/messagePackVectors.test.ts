import { readFileSync } from "node:fs";
import type { HubMessage } from "@microsoft/signalr";
import { NullLogger } from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import { decode, encode } from "@msgpack/msgpack";
import { describe, expect, test } from "vitest";

// The same cases as the C# tests read: npm's codec and SignalR's own protocol say whether they are right.

interface File<Case> {
  readonly cases: readonly Case[];
}

interface ValueCase {
  readonly name: string;
  readonly hex: string;
  readonly json: string;
  readonly shortest: boolean;
}

interface RefusedCase {
  readonly name: string;
  readonly hex: string;
  readonly reason: "malformed" | "depth" | "data";
}

interface TimestampCase {
  readonly name: string;
  readonly hex: string;
  readonly time: number;
}

interface ContractCase {
  readonly type: string;
  readonly hex: string;
  readonly json: unknown;
}

interface FrameCase {
  readonly name: string;
  readonly hex: string;
  readonly message: Record<string, unknown>;
}

function cases<Case>(file: string): readonly Case[] {
  const url = new URL(`../../../tests/vectors/messagepack/${file}.json`, import.meta.url);
  return (JSON.parse(readFileSync(url, "utf8")) as File<Case>).cases;
}

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, "hex"));
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** The value as JSON has it: bytes are base64. */
function withBase64(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(withBase64);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withBase64(item)]));
}

describe("values", () => {
  test.each(cases<ValueCase>("values"))("$name reads as its JSON", ({ hex, json }) => {
    expect(withBase64(decode(bytesOf(hex)))).toEqual(JSON.parse(json));
  });

  // npm's codec writes -0 as the integer 0, and integers beyond 2^53, which JavaScript lacks, as floats.
  const differs = (json: string): boolean => json === "-0" || (/^-?\d+$/.test(json) && !Number.isSafeInteger(Number(json)));
  const writable = cases<ValueCase>("values").filter(({ shortest, json }) => shortest && !differs(json));
  test.each(writable)("$name is written so", ({ hex, json }) => {
    expect(hexOf(encode(JSON.parse(json)))).toBe(hex);
  });
});

describe("refused", () => {
  test.each(cases<RefusedCase>("refused").filter(({ reason }) => reason === "malformed"))("$name is malformed", ({ hex }) => {
    expect(() => decode(bytesOf(hex))).toThrow();
  });
});

test.each(cases<TimestampCase>("timestamps"))("timestamp: $name", ({ hex, time }) => {
  expect((decode(bytesOf(hex)) as Date).getTime()).toBe(time);
});

test.each(cases<ContractCase>("contracts"))("contract: $type", ({ hex, json }) => {
  expect(withBase64(decode(bytesOf(hex)))).toEqual(json);
});

describe("frames", () => {
  const protocol = new MessagePackHubProtocol();

  // Calls of methods that stream, and their end, are read by servers only.
  const read = cases<FrameCase>("frames").filter(({ message }) => message["type"] !== 4 && message["type"] !== 5);
  test.each(read)("$name reads as the message", ({ hex, message }) => {
    const bytes = bytesOf(hex);
    const parsed = protocol.parseMessages(bytes.buffer as ArrayBuffer, NullLogger.instance) as unknown[];
    expect(parsed).toHaveLength(1);
    expect(JSON.parse(JSON.stringify(parsed[0]))).toMatchObject(withoutWhatIsNotRead(message));
  });

  // The official client writes a shorter Close than we do, and a null result as no result.
  const written = cases<FrameCase>("frames").filter(({ message }) => message["type"] !== 7 && message["result"] !== null);
  test.each(written)("$name is written so", ({ hex, message }) => {
    expect(hexOf(new Uint8Array(protocol.writeMessage(message as unknown as HubMessage) as ArrayBuffer))).toBe(hex);
  });
});

/** The official client leaves out what is null, and reads no stream ids. */
function withoutWhatIsNotRead(message: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(message).filter(([key, value]) => value !== null && (key !== "streamIds" || (Array.isArray(value) && value.length === 0))));
}
