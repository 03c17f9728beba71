// Stands where api.cal.com stands, for clients whose base URL cannot be set: a proxy that takes
// their CONNECT, ends TLS with a certificate of the test's own, and hands the bytes on.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { connect } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";

/** @returns the proxy's address; every tunnel ends at `port` of this machine. */
export async function standInForCalcom(port, keyFile, certificateFile) {
  const secureContext = createSecureContext({ key: readFileSync(keyFile),
                                              cert: readFileSync(certificateFile) });
  const proxy = createServer();
  proxy.on("connect", (_, socket) => {
    socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
    const client = new TLSSocket(socket, { isServer: true, secureContext });
    const gateway = connect(port, "127.0.0.1");
    client.pipe(gateway).pipe(client);
    for (const one of [client, gateway]) one.on("error", () => { client.destroy(); gateway.destroy(); });
  });
  await new Promise((listening) => proxy.listen(0, "127.0.0.1", listening));
  return { url: `http://127.0.0.1:${proxy.address().port}`, close: () => proxy.closeAllConnections() ?? proxy.close() };
}
