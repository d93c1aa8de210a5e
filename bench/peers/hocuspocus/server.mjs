// @hocuspocus/server with its defaults: documents in memory, one process. Says "Now listening on: http://127.0.0.1:PORT".
import { Server } from "@hocuspocus/server";

const server = new Server({ port: 0, address: "127.0.0.1", quiet: true });
await server.listen();
console.log(`Now listening on: http://127.0.0.1:${server.address.port}`);
