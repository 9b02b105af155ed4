-- By the first 256 characters: an entry of an index holds 2,704 bytes, and an attribute may be longer.
create index item_username on item (ledger, left(body ->> 'username', 256) text_pattern_ops);
create index item_email on item (ledger, left(body -> 'attributes' ->> 'email', 256) text_pattern_ops);
create index item_phone_number on item (ledger, left(body -> 'attributes' ->> 'phone_number', 256) text_pattern_ops);
create index item_preferred_username on item (ledger, left(body -> 'attributes' ->> 'preferred_username', 256) text_pattern_ops);
