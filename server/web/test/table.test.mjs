import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { csvRows, filterRows, nextOrder, sortRows } = await load("table.ts");
const { writeCsv } = await load("csv.ts");

const columns = [
  { id: "name", title: "Name", numeric: false, value: (row) => row.name },
  { id: "deaths", title: "Deaths", numeric: true, value: (row) => row.deaths },
];
const rows = [
  { name: "Street 10", deaths: 5 },
  { name: "Street 2", deaths: 266 },
  { name: "Alley", deaths: 5 },
];
const names = (sorted) => sorted.map(({ name }) => name);

test("numbers sort by size and texts by the numbers in them", () => {
  const byDeaths = sortRows(rows, columns, { column: "deaths", descending: true }, "en");
  assert.deepEqual(names(byDeaths), ["Street 2", "Street 10", "Alley"]);
  const byName = sortRows(rows, columns, { column: "name", descending: false }, "en");
  assert.deepEqual(names(byName), ["Alley", "Street 2", "Street 10"]);
  assert.deepEqual(names(rows), ["Street 10", "Street 2", "Alley"], "the rows themselves stay as they are");
});

test("a second click turns the order round; numbers start with the largest", () => {
  const first = nextOrder({ column: "name", descending: false }, columns[1]);
  assert.deepEqual(first, { column: "deaths", descending: true });
  assert.deepEqual(nextOrder(first, columns[1]), { column: "deaths", descending: false });
  assert.deepEqual(nextOrder(first, columns[0]), { column: "name", descending: false });
});

test("a filter keeps the rows whose texts hold every word", () => {
  assert.deepEqual(names(filterRows(rows, columns, " STREET 2 ")), ["Street 2"]);
  assert.deepEqual(names(filterRows(rows, columns, "")), names(rows));
  assert.deepEqual(filterRows(rows, columns, "266"), [], "numbers are not searched");
});

test("CSV holds the raw values in the order shown", () => {
  assert.deepEqual(csvRows(rows, columns)[1], ["Street 2", 266]);
});

test("CSV quotes what needs quotes and disarms formulas", () => {
  const text = writeCsv(["名称", "n"], [['a "b", c', 1], ["=1+1", -2], ["+44", 0.5], ["two\nlines", 3]]);
  assert.equal(text, '名称,n\r\n"a ""b"", c",1\r\n\'=1+1,-2\r\n\'+44,0.5\r\n"two\nlines",3\r\n');
});
