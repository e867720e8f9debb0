// Reads Apache Arrow streams with the unmodified npm library, and prints what it found, without a number that has lost a
// digit: decimals and times as the integers in their buffers. Usage: node arrow_read.mjs FILE ...
import { readFileSync } from 'node:fs';
import { DataType, tableFromIPC } from 'apache-arrow';

/// The integer in each place of a buffer of 4-, 8- or 16-byte integers.
const integer = (values, type, row) => {
  if (!DataType.isDecimal(type)) return values[row];
  const words = values.subarray(4 * row, 4 * row + 4); // The lowest first.
  return BigInt.asIntN(128, words.reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n));
};

const read = (file) => {
  const table = tableFromIPC(readFileSync(file));
  const rows = [];
  for (const batch of table.batches) {
    for (let row = 0; row < batch.numRows; row += 1) {
      rows.push(
        batch.schema.fields.map((field, column) => {
          const vector = batch.getChildAt(column);
          if (!vector.isValid(row)) return null;
          const isPlain = DataType.isUtf8(field.type) || DataType.isBool(field.type);
          return isPlain ? vector.get(row) : String(integer(vector.data[0].values, field.type, row));
        }),
      );
    }
  }
  const columns = table.schema.fields.map((field) => [field.name, String(field.type)]);
  return { columns, batches: table.batches.map((batch) => batch.numRows), rows };
};

console.log(JSON.stringify(process.argv.slice(2).map(read)));
