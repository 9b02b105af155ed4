-- Of every read model of what is only configured: it is listed by name.
create index item_name on item (ledger, ((body ->> 'name') collate "C"));
