-- Files that a stream works through (users to import), until it has done so. Sealed by a key of the stream's own in the keys' database,
-- which is destroyed with them: no backup brings them back.

create table file_part (
    ledger text    not null,
    stream text    not null,
    file   text    not null,                 -- random: another for each upload
    part   integer not null,                 -- 0, 1, 2, ...; all but the last are of one size
    sealed bytea   not null,
    primary key (ledger, stream, file, part)
);
