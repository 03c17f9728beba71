// What an application does with @calcom/sdk, as published. Prints one JSON line an operation.
// node sdk.mjs BASE_URL ACCESS_TOKEN
import { createRequire } from "node:module";

const { Cal } = createRequire(import.meta.url)("@calcom/sdk");
const [baseUrl, accessToken] = process.argv.slice(2);
const cal = new Cal("no-client", { accessToken }, { baseUrl, httpRetries: { maxAmount: 0 } });

async function tell(name, operation) {
  try {
    console.log(JSON.stringify([name, await operation()]));
  } catch (error) {
    const answer = error.response;
    console.log(JSON.stringify([name, { failed: answer?.status ?? error.statusCode ?? error.name,
                                        data: answer?.data ?? error.message }]));
  }
}

const week = { startTime: "2031-05-12T00:00:00Z", endTime: "2031-05-16T23:59:59Z" };
const taken = { startTime: "2031-05-13T09:00:00Z", endTime: "2031-05-13T09:30:00Z" };
await tell("free week", () => cal.slots.getAvailableSlots({ ...week, eventTypeId: 1 }));
await tell("free week in Tokyo",
           () => cal.slots.getAvailableSlots({ ...week, eventTypeId: 2, timeZone: "Asia/Tokyo" }));
await tell("unknown event type", () => cal.slots.getAvailableSlots({ ...week, eventTypeId: 99 }));
await tell("event type", () => cal.eventTypes.getEventType({ id: 1 }));
await tell("unknown event type's settings", () => cal.eventTypes.getEventType({ id: 99 }));
await tell("schedules", () => cal.schedules.getSchedules());
await tell("default schedule", () => cal.schedules.getDefaultSchedule());
await tell("hold", () => cal.slots.reserveSlot({
  eventTypeId: 1, slotUtcStartDate: taken.startTime, slotUtcEndDate: taken.endTime }));
await tell("while held", () => cal.slots.getAvailableSlots({ ...week, eventTypeId: 2 }));
