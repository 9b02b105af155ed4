-- Subject keys live in a database of their own, with backups of their own: an old backup of the log brings nobody back.

create table subject_key (
    ledger       text   not null,
    subject      text   not null,            -- user-<sub>, identity-<id>; empty: the ledger's own key
    wrapped_key  bytea,                      -- wrapped by the master key; null once destroyed
    created_at   bigint not null,
    destroyed_at bigint,
    primary key (ledger, subject)
);
