// Holds the simulator's answers against Cal.com's published specification.
//
//   node validate.mjs FOLDER [SPECIFICATION]    what is kept in FOLDER (SLOTGATE_ANSWERS of tests)
//   node validate.mjs PROGRAM [SPECIFICATION]   what test_openapi gets, which asks every route
//
// The specification lies beside the checkout; without it, or without `npm ci`, there is nothing to
// do (exit status 77).

import { execFileSync } from "node:child_process";
import { createReadStream, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync }
  from "node:fs";
import { tmpdir } from "node:os";
import { createInterface } from "node:readline";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const [source, given] = process.argv.slice(2);
const specification = given ?? process.env.SLOTGATE_OPENAPI
    ?? resolve(here, "../../../shared/reference/calcom-openapi.json");

function skip(why) {
  console.log(`skipped: ${why}`);
  process.exit(77);
}

if (!existsSync(specification)) skip(`${specification} is not there`);
if (!existsSync(join(here, "node_modules"))) skip("npm ci in tests/openapi was not run");
const { default: Ajv } = await import("ajv");
const { default: addFormats } = await import("ajv-formats");

// Where a real Cal.com was recorded to answer otherwise than the specification says, or the
// specification cannot mean what it says. `property` of `schema` becomes `is`.
const nullable = (type) => ({ type: [type, "null"] });
const eventTypes = ["EventTypeOutput_2024_06_14", "TeamEventTypeOutput_2024_06_14"];
const bookings = ["BookingOutput_2024_08_13", "RecurringBookingOutput_2024_08_13",
  "CreateSeatedBookingOutput_2024_08_13", "CreateRecurringSeatedBookingOutput_2024_08_13",
  "GetSeatedBookingOutput_2024_08_13", "GetRecurringSeatedBookingOutput_2024_08_13"];
const seated = bookings.filter((schema) => schema.includes("Seated"));
const hooks = ["UserWebhookOutputDto", "EventTypeWebhookOutputDto"];
const exceptions = [
  ...eventTypes.flatMap((schema) => [
    { schema, property: "bookingWindow", is: { type: "object" },
      because: "recorded config/event-type: one window, not a list" },
    { schema, property: "slotInterval", is: nullable("number"),
      because: "recorded config/event-type: a number; the generator calls null an object" },
    { schema, property: "successRedirectUrl", is: nullable("string"),
      because: "recorded config/event-type: null or an address" },
    { schema, property: "forwardParamsSuccessRedirect", is: nullable("boolean"),
      because: "recorded config/event-type: true" },
    { schema, property: "seats", is: { type: "object" },
      because: "recorded config/event-type: {\"disabled\":true} where there are none" },
    { schema, property: "bookingFields", is: { type: "array", items: { type: "object" } },
      because: "recorded config/event-type: name and email fields lack what the schemas require" },
    { schema, property: "locations", is: { type: "array", items: { type: "object" } },
      because: "recorded config/event-type: address without the flags the schemas require" },
  ]),
  { schema: "EventTypeOutput_2024_06_14", property: "users",
    is: { type: "array", items: { type: "object" } },
    because: "recorded config/event-type: objects, not texts" },
  { schema: "TeamEventTypeOutput_2024_06_14", property: "hosts",
    is: { type: "array", items: { type: "object" } },
    because: "calcom.md 5.1: {userId,name,username,avatarUrl,mandatory,priority}" },
  { schema: "TeamEventTypeOutput_2024_06_14", property: "ownerId", is: nullable("number"),
    because: "a number wherever it is not null; the generator calls null an object" },
  { schema: "TeamEventTypeOutput_2024_06_14", property: "parentEventTypeId",
    is: nullable("number"), because: "as ownerId" },
  ...["bannerUrl", "logoUrl", "brandColor", "darkBrandColor", "theme"].map((property) => (
    { schema: "EventTypeTeam", property, is: nullable("string"),
      because: "recorded config/event-type: users' colours and pictures are null where unset" })),
  ...hooks.flatMap((schema) => ["payloadTemplate", "secret"].map((property) => (
    { schema, property, is: nullable("string"),
      because: "calcom.md 6.1: both are optional on POST, and kept as null" }))),
  ...hooks.map((schema) => (
    { schema, property: "id", is: { type: "string", format: "uuid" },
      because: "calcom.md 6.1: a uuid as text" })),
  ...["ScheduleAvailabilityInput_2024_06_11", "ScheduleOverrideInput_2024_06_11"].flatMap(
    (schema) => ["startTime", "endTime"].map((property) => (
      { schema, property, is: { type: "string", pattern: "^\\d\\d:\\d\\d$" },
        because: "recorded config/schedules: the pattern's name stands for the pattern" }))),
  { schema: "ScheduleAvailabilityInput_2024_06_11", property: "days",
    is: { type: "array", items: { type: "string" } },
    because: "recorded config/schedules: the names are those of the list's elements" },
  ...bookings.flatMap((schema) => [
    { schema, property: "rescheduledByEmail", is: nullable("string"),
      because: "calcom-recorded G6: always there, null unless told" },
    { schema, property: "rating", is: nullable("number"),
      because: "recorded resflow/book-reserved: null" },
  ]),
  ...seated.map((schema) => (
    { schema, property: "description", is: nullable("string"),
      because: "calcom-recorded G6: null on those with seats" })),
  ...["CalendarLinksOutput_2024_08_13", "BookingReferencesOutput_2024_08_13"].map((schema) => (
    { schema, property: "status", is: { type: "string" },
      because: "its own example is a text" })),
  { schema: "ReassignBookingOutput_2024_08_13", property: "data",
    is: { type: "object", required: ["bookingUid", "reassignedTo"] },
    because: "two classes have this name; the envelope has hidden what is in it (calcom.md 4.7)" },
  { schema: "UserOooOutputDto", property: "toUserId", is: nullable("number"),
    because: "calcom.md 5.3: optional, kept as null" },
  { schema: "UserOooOutputDto", property: "notes", is: nullable("string"),
    because: "calcom.md 5.3: optional, kept as null" },
  { schema: "GetReservedSlotOutput_2024_09_04", property: "data",
    is: { anyOf: [{ type: "null" }, { $ref: "#/components/schemas/ReserveSlotOutput_2024_09_04" }] },
    because: "recorded resflow/get-unknown: null for an unknown uid" },
];
// `required` names a property that is not there.
const notRequired = [
  { schema: "ReserveSlotOutput_2024_09_04", property: "reservationDuration",
    because: "recorded resflow/get: reading a reservation does not tell it" },
  ...seated.map((schema) => ({ schema, property: "bookingFieldsResponses",
    because: "recorded seats/post-overlap: answers are the seats' own" })),
  ...seated.map((schema) => ({ schema, property: "recurringBookingUid",
    because: "recorded seats/post-overlap: only of a series" })),
];
// The schema is that of `data`, in the envelope all answers have.
const withoutEnvelope = {
  "GET /v2/slots": "recorded base/*: {\"data\":...,\"status\":\"success\"}",
};

// What the specification does not know, and why the simulator has it.
const unspecified = {
  "GET /v2/slots/available": "the contract before 2024-09-04 (calcom.md 2.2)",
  "POST /v2/slots/reserve": "the contract before 2024-09-04 (calcom-recorded E8)",
  "DELETE /v2/slots/selected-slot": "the contract before 2024-09-04 (calcom.md 1.1)",
  "GET /v2/me/ooo": "newer than the specification (calcom.md 5.3)",
  "POST /v2/me/ooo": "newer than the specification (calcom.md 5.3)",
  "PATCH /v2/me/ooo/{}": "newer than the specification (calcom.md 5.3)",
  "DELETE /v2/me/ooo/{}": "newer than the specification (calcom.md 5.3)",
  "GET /v2/teams": "left out of the trimmed specification (calcom.md 1.2)",
  "GET /v2/teams/{}": "left out of the trimmed specification (calcom.md 1.2)",
  "GET /v2/teams/{}/memberships": "left out of the trimmed specification (calcom.md 1.2)",
  "GET /v2/teams/{}/memberships/{}": "left out of the trimmed specification (calcom.md 1.2)",
};

// Cal.com's two shapes of errors (calcom.md 1.3); the specification has none.
const errorShape = {
  anyOf: [
    { type: "object", required: ["status", "timestamp", "path", "error"], properties: {
      status: { const: "error" }, timestamp: { type: "string", format: "date-time" },
      path: { type: "string" },
      error: { type: "object", required: ["code", "message"], properties: {
        code: { type: "string" }, message: { type: "string" } } } } },
    { type: "object", required: ["statusCode", "message"], properties: {
      statusCode: { type: "integer" }, message: { type: "string" } } },
  ],
};

/// OpenAPI 3.0 as JSON Schema: `nullable` becomes a type, and of several alternatives more than one
/// may fit, as they overlap everywhere in this specification.
function asJsonSchema(node) {
  if (Array.isArray(node)) return node.map(asJsonSchema);
  if (node === null || typeof node !== "object") return node;
  const out = {};
  for (const [key, value] of Object.entries(node)) {
    if (key === "example" || key === "nullable") continue;
    out[key === "oneOf" ? "anyOf" : key] = asJsonSchema(value);
  }
  return node.nullable === true ? { anyOf: [{ type: "null" }, out] } : out;
}

function readSpecification() {
  const whole = JSON.parse(readFileSync(specification, "utf8"));
  const { schemas } = whole.components;
  for (const { schema, property, is } of exceptions) {
    if (!schemas[schema]?.properties?.[property]) throw new Error(`no ${schema}.${property}`);
    schemas[schema].properties[property] = is;
  }
  for (const { schema, property } of notRequired)
    schemas[schema].required = schemas[schema].required.filter((name) => name !== property);
  const paths = {};
  for (const [path, methods] of Object.entries(whole.paths))
    for (const [method, { responses }] of Object.entries(methods))
      paths[`${method.toUpperCase()} ${path.replace(/\{\w+\}/g, "{}")}`] = responses;
  return { schemas: asJsonSchema(schemas), paths };
}

/// Every answer kept in a folder; one at a time, as there are many.
async function* answersIn(folder) {
  for (const name of readdirSync(folder).sort()) {
    const lines = createInterface({ input: createReadStream(join(folder, name)) });
    for await (const line of lines) yield JSON.parse(line);
  }
}

async function* answersTo(program) {
  const folder = mkdtempSync(join(tmpdir(), "slotgate-answers-"));
  try {
    execFileSync(program, [], { env: { ...process.env, SLOTGATE_ANSWERS: folder }, stdio: "pipe" });
    yield* answersIn(folder);
  } catch (failed) {
    if (failed.stdout) console.log(failed.stdout.toString());
    throw failed;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const { schemas, paths } = readSpecification();
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
addFormats(ajv);
ajv.addSchema({ $id: "specification", components: { schemas } });
const validators = new Map();

/// The check of one status of one route; null if the specification has none.
function validator(route, status) {
  const key = `${route} ${status}`;
  if (!validators.has(key)) {
    const content = Object.values(paths[route]?.[status]?.content ?? {})[0];
    let schema = content && JSON.parse(JSON.stringify(asJsonSchema(content.schema))
      .replaceAll("\"#/components", "\"specification#/components"));
    if (route in withoutEnvelope)
      schema = { type: "object", required: ["data", "status"], properties: { data: schema } };
    validators.set(key, schema ? ajv.compile(schema) : null);
  }
  return validators.get(key);
}

const isError = ajv.compile(errorShape);
let faults = 0;
let held = 0;
const fault = (answer, text) => {
  faults += 1;
  console.log(`${answer.method} ${answer.route} ${answer.status}: ${text}`);
};

const answers = statSync(source).isDirectory() ? answersIn(source) : answersTo(source);
for await (const answer of answers) {
  if (answer.status === 304 && answer.body === null) continue;  // only what it spares
  const method = answer.method === "HEAD" ? "GET" : answer.method;  // as it would have answered
  const route = `${method} ${answer.route.replace(/\{\w+\}/g, "{}")}`;
  const success = answer.status < 300;
  // The older shape of a booking is in no specification (calcom-recorded E1).
  if (success && (route in unspecified || (route === "GET /v2/bookings/{}" && !answer.version)))
    continue;
  if (success && !(route in paths)) {
    fault(answer, "is in neither the specification nor the table of what it lacks");
    continue;
  }
  const check = success ? validator(route, answer.status) : isError;
  if (!check) {
    fault(answer, "has no schema for this status");
    continue;
  }
  held += 1;
  if (!check(answer.body))
    fault(answer, `${ajv.errorsText(check.errors, { dataVar: "body" }).slice(0, 600)}\n    `
      + JSON.stringify(answer.body).slice(0, 300));
}
for (const route of Object.keys(unspecified))
  if (route in paths) {
    faults += 1;
    console.log(`${route} is in the specification after all`);
  }
console.log(`${held} answers held against the specification, ${faults} faults`);
process.exit(faults === 0 && held > 0 ? 0 : 1);
