// The list of journeys. A `*.test.mjs` file calls `journey(name, walk)`; `run.mjs` walks them in turn.
//
//   journey('a citizen books an hour', async ({ house, phone, desk }) => {
//     const page = await phone({ language: 'bo-CN', scripts: false });
//     await page.goto(house.portal);
//     …
//     await picture(page, 'booking-bo');
//   });
//
// `house` is a running demonstration (house.mjs); `phone` and `desk` open a page (visitor.mjs). Journeys share
// the house, so use phone numbers of your own. `journey.on('postgres', …)` walks on PostgreSQL instead of SQLite;
// `journey.alone(…)` walks in a house that the others don't use, and may move its clock.

export const journeys = [];

export function journey(name, walk) {
  journeys.push({ name, database: 'sqlite', walk });
}

journey.on = (database, name, walk) => journeys.push({ name: `${name} (${database})`, database, walk });

journey.alone = (name, walk) => journeys.push({ name, database: 'sqlite', house: 'alone', walk });
