-- The log. Every key begins with the ledger, so that one ledger can live on one shard.

create table ledger (
    id          text   not null primary key,
    position    bigint not null,             -- of the last event; gapless, counted up under this row's lock
    frontier    bytea  not null,             -- right edge of the Merkle tree over the digests of all events up to position
    recorded_at bigint not null              -- of the last event, ms since the epoch; never runs backwards
);

create table event (
    ledger      text     not null,
    position    bigint   not null,
    id          uuid     not null,           -- made by the writer: a retried append is known by it
    stream      text     not null,
    version     bigint   not null,           -- place in the stream: 1, 2, 3, ...
    kind        text     not null,           -- user.signed_up
    shape       smallint not null,
    data        bytea    not null,           -- JSON, with a numbered hole for every sealed field
    sealed      bytea    not null,           -- key id and what fills the holes of data and meta; empty when nothing was sealed
    meta        bytea    not null,           -- JSON: who, through which operation, in which request
    recorded_at bigint   not null,
    digest      bytea    not null,           -- Merkle leaf hash over all of the above
    primary key (ledger, position),
    unique (ledger, stream, version)
);

create table claim (
    ledger     text  not null,
    scope      text  not null,
    value_hmac bytea not null,
    stream     text  not null,
    primary key (ledger, scope, value_hmac)
);
create index claim_of_stream on claim (ledger, stream);

create table snapshot (
    ledger  text   not null,
    stream  text   not null,
    version bigint not null,
    data    bytea  not null,
    sealed  bytea  not null,
    primary key (ledger, stream)
);

create table tile (
    ledger text     not null,
    level  smallint not null,
    index  bigint   not null,
    hashes bytea    not null,                -- up to 256 hashes of 32 bytes
    primary key (ledger, level, index)
);

create table checkpoint (
    ledger   text   not null,
    position bigint not null,
    note     text   not null,                -- C2SP tlog-checkpoint, a signed note
    primary key (ledger, position)
);

-- How far each reaction has come. Read models keep theirs beside their rows.
create table progress (
    ledger   text   not null,
    name     text   not null,
    position bigint not null,
    primary key (ledger, name)
);
