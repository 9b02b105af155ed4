create index item_username on item (ledger, (body ->> 'username') text_pattern_ops);
create index item_email on item (ledger, (body -> 'attributes' ->> 'email') text_pattern_ops);
create index item_phone_number on item (ledger, (body -> 'attributes' ->> 'phone_number') text_pattern_ops);
create index item_preferred_username on item (ledger, (body -> 'attributes' ->> 'preferred_username') text_pattern_ops);
