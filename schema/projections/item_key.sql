-- Apart from the table: a rebuild fills the table first, which is much faster without it.
alter table item add primary key (ledger, id);
