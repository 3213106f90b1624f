-- The tariff of simulate-project.mjs on one side, over the usage as it is delivered: cents of net revenue, tax and bill by customer and month.
-- `figures` has a row a plan (see simulate.mjs). Calls to home and the EU eat one allowance in the order of time at different prices,
-- so each needs what was used before it, those of one second in the order of the file; everything else is made of sums.
CREATE OR REPLACE TABLE rated_$SIDE AS
WITH records AS (
  SELECT account, date_trunc('month', "at") AS month, "at" AS moment, file_row_number, quantity, service, direction, zone FROM usage
), minutes AS (
  SELECT account, month, zone, (quantity + 59) // 60 AS used,
    sum((quantity + 59) // 60) OVER (PARTITION BY account, month ORDER BY moment, file_row_number ROWS UNBOUNDED PRECEDING) AS until
  FROM records WHERE service = 'voice' AND direction = 'out' AND zone IN ('home', 'eu')
), calls AS (
  SELECT account, month,
    sum(greatest(0, least(used, until - f.minutes)) * CASE zone WHEN 'home' THEN f.home ELSE f.eu END) AS cents
  FROM minutes JOIN customers USING (account) JOIN figures f ON f.side = '$SIDE' AND f.plan = customers.plan
  GROUP BY account, month
), sums AS (
  SELECT account, month,
    sum((quantity + 59) // 60) FILTER (service = 'voice' AND direction = 'out' AND zone = 'us') AS us,
    sum((quantity + 59) // 60) FILTER (service = 'voice' AND direction = 'out' AND zone = 'world') AS world,
    count(*) FILTER (service = 'sms' AND direction = 'out') AS messages,
    sum(quantity) FILTER (service = 'data') AS kilobytes
  FROM records GROUP BY account, month
), lines AS (
  SELECT c.account, m.month, f.fee,
    coalesce(calls.cents, 0) + coalesce(sums.us, 0) * f.us + coalesce(sums.world, 0) * f.world AS voice,
    coalesce(messages, 0) * f.sms AS sms,
    -- Kilobytes beyond the allowance, times hundredths of a cent a megabyte: 100,000 of them are a cent.
    least(greatest(coalesce(kilobytes, 0) - f.megabytes * 1000, 0), 1000000) * f.data
      + greatest(coalesce(kilobytes, 0) - f.megabytes * 1000 - 1000000, 0) * f.more AS fine
  FROM customers c CROSS JOIN months m
    JOIN figures f ON f.side = '$SIDE' AND f.plan = c.plan
    LEFT JOIN sums ON sums.account = c.account AND sums.month = m.month
    LEFT JOIN calls ON calls.account = c.account AND calls.month = m.month
), net AS (
  -- Each line is rounded half up.
  SELECT account, month, fee + voice + sms + (fine::BIGINT + 50000) // 100000 AS net FROM lines
)
SELECT account, sum(net) AS net, sum((net * 19 + 50) // 100) AS tax, sum(net + (net * 19 + 50) // 100) AS total
FROM net GROUP BY account;
