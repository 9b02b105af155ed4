create index item_name on item (ledger, (body ->> 'name'));
