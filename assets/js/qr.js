// A QR code (ISO/IEC 18004) of up to 230 bytes: byte mode, error correction L, versions 1 to 9.
const EC_CODEWORDS = [7, 10, 15, 20, 26, 18, 20, 24, 30];
const BLOCKS = [1, 1, 1, 1, 1, 2, 2, 2, 2];
const CODEWORDS = [26, 44, 70, 100, 134, 172, 196, 242, 292];
const MASKS = [
  (x, y) => (x + y) % 2,
  (x, y) => y % 2,
  (x) => x % 3,
  (x, y) => (x + y) % 3,
  (x, y) => (((x / 3) | 0) + ((y / 2) | 0)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3),
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
];
const EXP = [];
const LOG = [];
for (let power = 0, value = 1; power < 255; power += 1) {
  EXP[power] = value;
  LOG[value] = power;
  value = value & 128 ? (value * 2) ^ 285 : value * 2;
}
const multiply = (a, b) => (a && b ? EXP[(LOG[a] + LOG[b]) % 255] : 0);
const range = (length) => Array.from({ length }, (_, index) => index);

/** Return the remainder of a number shifted left, as in BCH codes. */
function remainder(value, bits, polynomial) {
  for (let bit = 0; bit < bits; bit += 1) {
    value = (value << 1) ^ (((value >>> (bits - 1)) & 1) * polynomial);
  }
  return value & ((1 << bits) - 1);
}

function errorCodewords(data, count) {
  let generator = [1];
  for (let power = 0; power < count; power += 1) {
    const last = generator;
    generator = [...last, 0].map((value, at) => value ^ multiply(last[at - 1] ?? 0, EXP[power]));
  }
  const rest = [...data, ...Array(count).fill(0)];
  data.forEach((_, at) => {
    const factor = rest[at];
    generator.forEach((value, offset) => (rest[at + offset] ^= multiply(value, factor)));
  });
  return rest.slice(data.length);
}

/** Return all codewords of a text in their order, interleaved. */
function codewords(bytes, version) {
  const [count, blocks] = [EC_CODEWORDS[version - 1], BLOCKS[version - 1]];
  const size = CODEWORDS[version - 1] / blocks - count;
  const nibbles = [4, bytes.length >> 4, bytes.length & 15];
  nibbles.push(...bytes.flatMap((byte) => [byte >> 4, byte & 15]), 0);
  const data = range(nibbles.length / 2).map((at) => nibbles[2 * at] * 16 + nibbles[2 * at + 1]);
  for (let pad = 236; data.length < size * blocks; pad = 253 - pad) data.push(pad);
  const parts = range(blocks).map((block) => data.slice(block * size, (block + 1) * size));
  const errors = parts.map((part) => errorCodewords(part, count));
  const interleave = (lists) => lists[0].flatMap((_, at) => lists.map((list) => list[at]));
  return [...interleave(parts), ...interleave(errors)];
}

/** Return rows of modules with the fixed patterns; what is for data is undefined. */
function patterns(version) {
  const size = 4 * version + 17;
  const rows = range(size).map(() => Array(size));
  const square = (cx, cy, radius, light) => {
    for (let dy = -radius; dy <= radius; dy += 1) {
      for (let dx = -radius; dx <= radius; dx += 1) {
        const [x, y] = [cx + dx, cy + dy];
        const ring = Math.max(Math.abs(dx), Math.abs(dy));
        if (x >= 0 && y >= 0 && x < size && y < size) rows[y][x] = +!light.includes(ring);
      }
    }
  };
  for (let at = 0; at < size; at += 1) rows[6][at] = rows[at][6] = +(at % 2 === 0);
  const centres = [6, ...(version > 6 ? [2 * version + 8] : []), ...(version > 1 ? [size - 7] : [])];
  for (const x of centres) {
    for (const y of centres) if ((x > 6 && y > 6) || (x + y > 12 && x + y < size - 1)) square(x, y, 2, [1]);
  }
  for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]]) square(x, y, 4, [2, 4]);
  const bits = (version << 12) | remainder(version, 12, 0x1f25);
  for (let at = 0; version > 6 && at < 18; at += 1) {
    const [x, y] = [size - 11 + (at % 3), (at / 3) | 0];
    rows[y][x] = rows[x][y] = (bits >> at) & 1;
  }
  addFormat(rows, 0);
  return rows;
}

/** Write which error correction and which mask the code has. */
function addFormat(rows, mask) {
  const size = rows.length;
  const bits = (((8 | mask) << 10) | remainder(8 | mask, 10, 0x537)) ^ 0x5412;
  for (let at = 0; at < 15; at += 1) {
    const bit = (bits >> at) & 1;
    if (at < 8) rows[at < 6 ? at : at + 1][8] = rows[8][size - 1 - at] = bit;
    else rows[8][at < 9 ? 7 : 14 - at] = rows[size - 15 + at][8] = bit;
  }
  rows[size - 8][8] = 1;
}

/** Rate how hard a code is to read, by the four rules of the standard. */
function penalty(rows) {
  const size = rows.length;
  const lines = [...rows, ...rows.map((_, x) => rows.map((row) => row[x]))];
  let sum = 0;
  for (const line of lines.map((modules) => modules.join(''))) {
    for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) sum += run.length - 2;
    for (const _ of line.matchAll(/(?=10111010000|00001011101)/g)) sum += 40;
  }
  for (let y = 1; y < size; y += 1) {
    for (let x = 1; x < size; x += 1) {
      const four = rows[y][x] + rows[y - 1][x] + rows[y][x - 1] + rows[y - 1][x - 1];
      if (four % 4 === 0) sum += 3;
    }
  }
  const dark = rows.flat().reduce((total, module) => total + module, 0);
  return sum + 10 * Math.floor(Math.abs(dark * 20 - size * size * 10) / (size * size));
}

/** Return the code of a text as rows of 0 and 1, and its mask; undefined if the text is too long. */
export function encode(text) {
  const bytes = [...new TextEncoder().encode(text)];
  const fits = (version) =>
    bytes.length + 2 <= CODEWORDS[version - 1] - EC_CODEWORDS[version - 1] * BLOCKS[version - 1];
  const version = range(CODEWORDS.length).find((at) => fits(at + 1)) + 1;
  if (!version) return undefined;
  const words = codewords(bytes, version);
  const fixed = patterns(version);
  const size = fixed.length;
  const rows = fixed.map((row) => [...row]);
  let at = 0;
  for (let right = size - 1; right > 0; right -= right === 8 ? 3 : 2) {
    for (let step = 0; step < size; step += 1) {
      const upwards = ((right + (right < 6)) & 2) !== ((size - 1) & 2) ? step : size - 1 - step;
      for (const x of [right, right - 1]) {
        if (fixed[upwards][x] !== undefined) continue;
        rows[upwards][x] = ((words[at >> 3] ?? 0) >> (7 - (at & 7))) & 1;
        at += 1;
      }
    }
  }
  const candidates = MASKS.map((isLight, mask) => {
    const masked = rows.map((row, y) =>
      row.map((module, x) => (fixed[y][x] === undefined ? module ^ +(isLight(x, y) === 0) : module)),
    );
    addFormat(masked, mask);
    return { rows: masked, mask, penalty: penalty(masked) };
  });
  return candidates.reduce((best, code) => (code.penalty < best.penalty ? code : best));
}

/** Return the dark modules as the path of a drawing, with the quiet zone of four modules. */
export const pathOf = (rows) =>
  rows
    .flatMap((row, y) =>
      [...row.join('').matchAll(/1+/g)].map(
        ({ 0: run, index }) => `M${index + 4} ${y + 4}h${run.length}v1h-${run.length}z`,
      ),
    )
    .join('');
