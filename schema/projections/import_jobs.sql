-- Jobs are listed by a name that is the smaller the later they were made.
create index item_name on item (ledger, ((body ->> 'name') collate "C"));
