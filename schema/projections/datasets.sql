create index item_identity on item (ledger, (body ->> 'identity'));
