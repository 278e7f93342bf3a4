/** A mail server in a process of its own, so that its work does not count as the sender's. Prints its port. */
import { startMailServer } from "../../simulator/mail/mail-server.ts";

const server = await startMailServer({ keep: false });
console.log(`port ${server.port}`);
