-- Made in a schema of its own for every read model and version (users_v1, ...), with the indexes of <read model>.sql.
-- Written by the projections alone, in one transaction per page of the log; dropped and rebuilt at will.

create table item (
    ledger text  not null,
    id     text  not null,
    body   jsonb not null                    -- the row, as the read model's Row writes it
);                                           -- primary key (ledger, id): see item_key.sql

create table progress (
    ledger   text   not null primary key,
    position bigint not null                 -- item holds what follows from all events up to here
);
