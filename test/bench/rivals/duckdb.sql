-- The rating pass. Running sums by window where order matters (voice, SMS); plain sums for data, whose lines depend on
-- the period's total alone: the cheaper way is the fair one to measure against.
CREATE TABLE rated AS
WITH calls AS (
  SELECT account, off, zone, greatest(qty, 60)::BIGINT AS seconds,
    sum(greatest(qty, 60)) OVER (PARTITION BY account ORDER BY off ROWS UNBOUNDED PRECEDING)::BIGINT AS until
  FROM events WHERE svc = 0 AND qty > 0
),
-- Only calls that leave the allowance; places on the account's time line of seconds: the allowance ends at 18000, the
-- tiers at 24000 and 36000.
charged AS (
  SELECT account, zone, band, next_band, until, until - seconds AS since,
    until - seconds + least(seconds, (edge - off + 999) // 1000) AS cut
  FROM calls JOIN quarters ON quarter = off // 900000
  WHERE until > 18000
),
pieces AS (
  SELECT account, zone, band, since AS a, cut AS b FROM charged WHERE cut > 18000
  UNION ALL
  SELECT account, zone, next_band, cut, until FROM charged WHERE until > cut
),
voice_lines AS (
  SELECT account, zone, band,
    sum(greatest(least(b, 24000) - greatest(a, 18000), 0))::BIGINT AS s1,
    sum(greatest(least(b, 36000) - greatest(a, 24000), 0))::BIGINT AS s2,
    sum(greatest(b - greatest(a, 36000), 0))::BIGINT AS s3
  FROM pieces GROUP BY account, zone, band
),
voice AS (
  SELECT account, sum((s1 * r1 + s2 * r2 + s3 * r3 + 300000) // 600000)::BIGINT AS voice
  FROM voice_lines JOIN voice_rates USING (zone, band) GROUP BY account
),
messages AS (
  SELECT account, zone, qty::BIGINT AS quantity,
    sum(qty) OVER (PARTITION BY account ORDER BY off ROWS UNBOUNDED PRECEDING)::BIGINT AS until
  FROM events WHERE svc = 1
),
sms_lines AS (
  SELECT account, zone, sum(least(quantity, until - 100))::BIGINT AS charged
  FROM messages WHERE until > 100 GROUP BY account, zone
),
sms AS (
  SELECT account, sum((charged * rate + 5000) // 10000)::BIGINT AS sms
  FROM sms_lines JOIN sms_rates USING (zone) GROUP BY account
),
volume AS (
  SELECT account, greatest(sum((qty::BIGINT + 1023) // 1024)::BIGINT - 1048576, 0) AS kib
  FROM events WHERE svc = 2 GROUP BY account
),
data AS (
  SELECT account,
    (least(kib, 2097152) * r1 + 5120000) // 10240000
    + (greatest(least(kib, 10485760) - 2097152, 0) * r2 + 5120000) // 10240000
    + (greatest(kib - 10485760, 0) * r3 + 5120000) // 10240000 AS data
  FROM volume, data_rates
),
usage AS (
  SELECT account, coalesce(voice, 0) AS voice, coalesce(sms, 0) AS sms, coalesce(data, 0) AS data
  FROM accounts LEFT JOIN voice USING (account) LEFT JOIN sms USING (account) LEFT JOIN data USING (account)
),
discounted AS (
  SELECT *, ((voice + sms + data) * 10 + 50) // 100 AS discount FROM usage
),
taxed AS (
  SELECT *, 1999 + voice + sms + data - discount AS net, ((1999 + voice + sms + data - discount) * 19 + 50) // 100 AS vat
  FROM discounted
)
SELECT account, voice, sms, data, discount, net, vat, net + vat AS total FROM taxed
