-- The archive in DuckDB. Put the name of the bucket in the place of BUCKET, or a folder that you have copied it to;
-- `INSTALL httpfs; CREATE SECRET (TYPE s3, PROVIDER credential_chain);` lets DuckDB read S3 with your credentials.
-- A record is in as many exports as it lived months: the newest counts.
CREATE OR REPLACE VIEW records AS
SELECT "at" AS exported, Item->>'$.pk.S' AS pk, Item->>'$.sk.S' AS sk, Item
FROM read_json('s3://BUCKET/exports/*/AWSDynamoDB/*/data/*.json.gz',
  format = 'newline_delimited', columns = { Item: 'JSON' }, hive_partitioning = true, hive_types_autocast = false)
QUALIFY row_number() OVER (PARTITION BY pk, sk ORDER BY exported DESC) = 1;

CREATE OR REPLACE VIEW fills AS
SELECT
  Item->>'$.account.S' AS account,
  Item->>'$.sessionId.S' AS session_id,
  epoch_ms(CAST(Item->>'$.time.N' AS BIGINT)) AS time,
  Item->>'$.symbol.S' AS symbol,
  Item->>'$.side.S' AS side,
  CAST(Item->>'$.quantity.N' AS DECIMAL(38, 18)) AS quantity,
  CAST(Item->>'$.price.N' AS DECIMAL(38, 18)) AS price,
  CAST(Item->>'$.notional.N' AS DECIMAL(38, 18)) AS notional,
  CAST(Item->>'$.fee.N' AS DECIMAL(38, 18)) AS fee,
  CAST(Item->>'$.tradePnl.N' AS DECIMAL(38, 18)) AS trade_pnl,
  Item->>'$.reason.S' AS reason,
  Item->>'$.clientOrderId.S' AS client_order_id,
  Item->>'$.id.S' AS execution_id
FROM records
WHERE pk LIKE 'FILLS#%';

CREATE OR REPLACE VIEW equity AS
SELECT
  split_part(pk, '#', 2) AS account,
  split_part(pk, '#', 3) AS session_id,
  epoch_ms(CAST(Item->>'$.barTime.N' AS BIGINT)) AS bar,
  CAST(Item->>'$.equity.N' AS DECIMAL(38, 18)) AS equity,
  CAST(Item->>'$.cash.N' AS DECIMAL(38, 18)) AS cash,
  CAST(Item->>'$.drawdown.N' AS DECIMAL(38, 18)) AS drawdown
FROM records
WHERE pk LIKE 'SNAPSHOTS#%';

-- Fees and turnover of each month and symbol.
SELECT date_trunc('month', time) AS month, symbol, count(*) AS fills, sum(notional) AS turnover, sum(fee) AS fees
FROM fills GROUP BY ALL ORDER BY ALL;

-- Equity at the end of each day.
SELECT CAST(bar AS DATE) AS day, arg_max(equity, bar) AS equity, max(drawdown) AS drawdown
FROM equity GROUP BY day ORDER BY day;
