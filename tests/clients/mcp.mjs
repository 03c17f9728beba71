// What a language model does with @calcom/cal-mcp, as published, over the Model Context Protocol.
// Prints one JSON line an operation.
// node mcp.mjs PORT API_KEY KEY_FILE CERTIFICATE_FILE
import { fileURLToPath } from "node:url";

import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

import { standInForCalcom } from "./as_calcom.mjs";

const [port, apiKey, keyFile, certificateFile] = process.argv.slice(2);
const calcom = await standInForCalcom(Number(port), keyFile, certificateFile);
const server = fileURLToPath(import.meta.resolve("@calcom/cal-mcp"));
const client = new Client({ name: "a model", version: "1" });
await client.connect(new StdioClientTransport({
  command: process.execPath, args: [server, "--all-tools"],
  env: { PATH: process.env.PATH, CAL_API_KEY: apiKey, https_proxy: calcom.url,
         NODE_EXTRA_CA_CERTS: certificateFile } }));

async function tell(name, tool, args) {
  const { content, isError } = await client.callTool({ name: tool, arguments: args });
  let data = content[0].text;
  try { data = JSON.parse(data); } catch { /* a text it is */ }
  console.log(JSON.stringify([name, { isError: Boolean(isError), data }]));
  return data?.data;
}

const slots = { "cal-api-version": "2024-09-04" };
const bookings = { "cal-api-version": "2024-08-13" };
const day = { ...slots, eventTypeId: 1, start: "2031-05-13", end: "2031-05-13",
              timeZone: "Europe/Berlin" };
await tell("free day", "getAvailableSlots", { params: day });
const attendee = { name: "Bo Guest", email: "bo@guests.example", timeZone: "Europe/Berlin" };
const made = await tell("book", "createBooking", { params: bookings, body: {
  start: "2031-05-13T09:00:00Z", eventTypeId: 1, attendee } });
await tell("after booking", "getAvailableSlots", { params: day });
await tell("book it again", "createBooking", { params: bookings, body: {
  start: "2031-05-13T09:00:00Z", eventTypeId: 1, attendee } });
await tell("read it", "getBooking", { params: { ...bookings, bookingUid: made.uid } });
const moved = await tell("move it", "rescheduleBooking", {
  params: { ...bookings, bookingUid: made.uid }, body: { start: "2031-05-13T12:00:00Z" } });
await tell("after moving", "getAvailableSlots", { params: day });
await tell("my bookings", "getBookings", { params: { ...bookings, status: ["upcoming"] } });
await tell("cancel it", "cancelBooking", {
  params: { ...bookings, bookingUid: moved.uid }, body: { cancellationReason: "ill" } });
await tell("after cancelling", "getAvailableSlots", { params: day });
await tell("cancel it again", "cancelBooking", {
  params: { ...bookings, bookingUid: moved.uid }, body: { cancellationReason: "ill" } });
await tell("my event types", "getEventTypes", { params: { "cal-api-version": "2024-06-14" } });
await tell("my schedules", "getSchedules", { params: { "cal-api-version": "2024-06-11" } });
await tell("me", "getMe", {});
await client.close();
calcom.close();
