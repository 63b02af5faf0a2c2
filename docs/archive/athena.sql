-- The archive in Athena. Put the name of the bucket in the place of BUCKET. The columns are those of fills, of equity at
-- each bar and of declared cash; an attribute that you add is read as well, under the name that the record has.
CREATE EXTERNAL TABLE tidegate_records (
  item struct<
    pk:struct<S:string>,
    sk:struct<S:string>,
    schemaVersion:struct<N:string>,
    account:struct<S:string>,
    symbol:struct<S:string>,
    id:struct<S:string>,
    sequence:struct<S:string>,
    clientOrderId:struct<S:string>,
    sessionId:struct<S:string>,
    side:struct<S:string>,
    quantity:struct<N:string>,
    price:struct<N:string>,
    notional:struct<N:string>,
    fee:struct<N:string>,
    baseFee:struct<N:string>,
    `time`:struct<N:string>,
    venueTime:struct<N:string>,
    reason:struct<S:string>,
    explanation:struct<S:string>,
    heldBefore:struct<N:string>,
    heldAfter:struct<N:string>,
    tradeOpenedAt:struct<N:string>,
    tradePnl:struct<N:string>,
    barTime:struct<N:string>,
    equity:struct<N:string>,
    cash:struct<N:string>,
    positionQuantity:struct<N:string>,
    positionValue:struct<N:string>,
    realizedPnl:struct<N:string>,
    unrealizedPnl:struct<N:string>,
    drawdown:struct<N:string>,
    currency:struct<S:string>,
    amount:struct<N:string>,
    `at`:struct<N:string>,
    movementKind:struct<S:string>,
    movement:struct<S:string>
  >
)
PARTITIONED BY (exported string)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
LOCATION 's3://BUCKET/exports/';

-- One for each export: TIME and EXPORT are folders of the bucket. Its manifests lie beside `data/`, and are no records.
ALTER TABLE tidegate_records ADD IF NOT EXISTS
  PARTITION (exported = 'TIME') LOCATION 's3://BUCKET/exports/at=TIME/AWSDynamoDB/EXPORT/data/';

-- Fees and turnover of each month and symbol, of the newest copy of each fill.
SELECT date_trunc('month', from_unixtime(CAST(r.item.time.n AS double) / 1000)) AS month, r.item.symbol.s AS symbol,
  count(*) AS fills, sum(CAST(r.item.notional.n AS decimal(38, 18))) AS turnover, sum(CAST(r.item.fee.n AS decimal(38, 18))) AS fees
FROM (
  SELECT item, row_number() OVER (PARTITION BY item.pk.s, item.sk.s ORDER BY exported DESC) AS copy
  FROM tidegate_records WHERE item.pk.s LIKE 'FILLS#%'
) r
WHERE r.copy = 1
GROUP BY 1, 2 ORDER BY 1, 2;
