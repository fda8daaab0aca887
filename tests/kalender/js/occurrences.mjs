// What does ical.js read in a calendar? Takes the file on stdin and prints its occurrences as JSON, moments in UTC.
// ical.js knows no zones of its own; the ones here are those that stand in the file.

import { text } from 'node:stream/consumers';

import ICAL from 'ical.js';

const calendar = ICAL.Component.fromString(await text(process.stdin));

for (const zone of calendar.getAllSubcomponents('vtimezone')) {
  ICAL.TimezoneService.register(zone);
}

function moment(event, name) {
  const property = event.getFirstProperty(name);
  const time = property.getFirstValue();
  const tzid = property.getParameter('tzid');
  if (tzid ? time.zone.component?.parent !== calendar : time.zone !== ICAL.Timezone.utcTimezone) {
    throw new Error(`${name} on the clock of a zone that is not in the file: ${property.toICALString()}`);
  }
  return new Date(time.toUnixTime() * 1000).toISOString();
}

const occurrences = calendar.getAllSubcomponents('vevent').map((event) => ({
  uid: event.getFirstPropertyValue('uid'),
  begins: moment(event, 'dtstart'),
  ends: moment(event, 'dtend'),
  summary: event.getFirstPropertyValue('summary'),
  description: event.getFirstPropertyValue('description'),
  location: event.getFirstPropertyValue('location'),
  status: event.getFirstPropertyValue('status'),
  sequence: event.getFirstPropertyValue('sequence'),
}));

process.stdout.write(JSON.stringify({ name: calendar.getFirstPropertyValue('name'), occurrences }));
