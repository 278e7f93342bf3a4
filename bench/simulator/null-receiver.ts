/** Takes every webhook and does nothing with it: what the simulator's bench sends to. `GET /` tells how many came. */
import { createServer } from "node:http";

let received = 0;

createServer((request, response) => {
  if (request.method === "GET") {
    response.end(String(received));
    return;
  }
  request.resume();
  request.on("end", () => {
    received += 1;
    response.writeHead(200, { "Content-Length": "0" }).end();
  });
}).listen(Number(process.env["PORT"]), "127.0.0.1", () => console.log('{"listening":true}'));
