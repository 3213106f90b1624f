/**
 * The tariff as a good engineer would write it for this one plan: a single loop over typed arrays, every figure a
 * constant, state in locals, an integer sum a line and one rounding a line. Each event gets its own charge, in order.
 *
 * Sums are exact: a month of continuous talk at the dearest rate is 1.3e13, a terabyte 5e12, and 2^53 is 9e15.
 */

import {
  DATA_EDGES,
  DATA_RATES,
  FEE_CENTS,
  FREE_KIB,
  FREE_MESSAGES,
  FREE_SECONDS,
  QUARTER,
  SMS_RATES,
  VOICE_EDGES,
  VOICE_RATES,
  ZONES,
} from '../tariff.mjs';

const RATES = Float64Array.from(VOICE_RATES);
const MESSAGE_RATES = Float64Array.from(SMS_RATES);
const [EDGE_1, EDGE_2] = VOICE_EDGES;
const [DATA_EDGE_1, DATA_EDGE_2] = DATA_EDGES;
const [DATA_RATE_1, DATA_RATE_2, DATA_RATE_3] = DATA_RATES;

const voice = new Float64Array(ZONES.length * 3);
const sms = new Float64Array(ZONES.length);

/**
 * Rates accounts `[from, before)` and writes their columns.
 *
 * @param {Pick<import('../data.mjs').Data, 'accounts' | 'start' | 'off' | 'qty' | 'svc' | 'zone'>} data
 * @param {ReturnType<typeof import('../tariff.mjs').bandTable>} bands
 * @param {Int32Array} out
 */
export function rateAccounts(data, bands, out, from, before) {
  const { accounts, start, off, qty, svc, zone } = data;
  const { band, next } = bands;
  for (let account = from; account < before; account++) {
    let freeSeconds = FREE_SECONDS;
    let talked = 0;
    let freeMessages = FREE_MESSAGES;
    let freeKib = FREE_KIB;
    let surfed = 0;
    let data1 = 0;
    let data2 = 0;
    let data3 = 0;
    voice.fill(0);
    sms.fill(0);
    for (let i = start[account], end = start[account + 1]; i < end; i++) {
      const service = svc[i];
      const quantity = qty[i];
      if (service === 2) {
        let kib = (quantity + 1023) >>> 10;
        if (freeKib > 0) {
          if (kib <= freeKib) {
            freeKib -= kib;
            continue;
          }
          kib -= freeKib;
          freeKib = 0;
        }
        const after = surfed + kib;
        if (surfed >= DATA_EDGE_2) data3 += kib * DATA_RATE_3;
        else if (after <= DATA_EDGE_1) data1 += kib * DATA_RATE_1;
        else {
          const first = surfed < DATA_EDGE_1 ? DATA_EDGE_1 - surfed : 0;
          const third = after > DATA_EDGE_2 ? after - DATA_EDGE_2 : 0;
          data1 += first * DATA_RATE_1;
          data2 += (kib - first - third) * DATA_RATE_2;
          data3 += third * DATA_RATE_3;
        }
        surfed = after;
      } else if (service === 0) {
        if (quantity === 0) continue;
        let seconds = quantity < 60 ? 60 : quantity;
        if (seconds <= freeSeconds) {
          freeSeconds -= seconds; // wholly free: its band does not matter
          continue;
        }
        const row = zone[i] * 3;
        let at = off[i];
        do {
          const quarter = (at / QUARTER) >>> 0;
          const untilEdge = ((next[quarter] - at + 999) / 1000) >>> 0;
          let piece = seconds < untilEdge ? seconds : untilEdge;
          seconds -= piece;
          at += piece * 1000;
          if (freeSeconds > 0) {
            const free = piece < freeSeconds ? piece : freeSeconds;
            freeSeconds -= free;
            piece -= free;
          }
          const line = row + band[quarter];
          const rates = line * 3;
          const after = talked + piece;
          if (talked >= EDGE_2) voice[line] += piece * RATES[rates + 2];
          else if (after <= EDGE_1) voice[line] += piece * RATES[rates];
          else {
            const first = talked < EDGE_1 ? EDGE_1 - talked : 0;
            const third = after > EDGE_2 ? after - EDGE_2 : 0;
            voice[line] += first * RATES[rates] + (piece - first - third) * RATES[rates + 1] + third * RATES[rates + 2];
          }
          talked = after;
        } while (seconds > 0);
      } else {
        const free = quantity < freeMessages ? quantity : freeMessages;
        freeMessages -= free;
        sms[zone[i]] += (quantity - free) * MESSAGE_RATES[zone[i]];
      }
    }
    let voiceCents = 0;
    let smsCents = 0;
    for (let line = 0; line < voice.length; line++) voiceCents += halfUp(voice[line], 600_000);
    for (let line = 0; line < sms.length; line++) smsCents += halfUp(sms[line], 10_000);
    const dataCents = halfUp(data1, 10_240_000) + halfUp(data2, 10_240_000) + halfUp(data3, 10_240_000);
    const usage = voiceCents + smsCents + dataCents;
    const discount = halfUp(usage * 10, 100);
    const net = FEE_CENTS + usage - discount;
    const vat = halfUp(net * 19, 100);
    out[account] = voiceCents;
    out[accounts + account] = smsCents;
    out[2 * accounts + account] = dataCents;
    out[3 * accounts + account] = discount;
    out[4 * accounts + account] = net;
    out[5 * accounts + account] = vat;
    out[6 * accounts + account] = net + vat;
  }
}

/** Nothing below zero, nothing near 2^53, even divisors: the quotient cannot be off by one. */
function halfUp(amount, unit) {
  return Math.floor((amount + unit / 2) / unit);
}
