-- The events of a user are listed by id, the newest first, and dropped with the user.
create index item_by_user on item (ledger, (body ->> 'parent'), id);
