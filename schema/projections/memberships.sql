-- The members of a group are listed by id, however many there are; and its rows are dropped with it.
create index item_by_group on item (ledger, (body ->> 'parent'), id);
