-- One for every field that can be searched: a search by equality is a piece of one of them, in the order in which it is shown,
-- however many users there are. Those of attributes leave out who has no such attribute.
-- By the first 256 characters: an entry of an index holds 2,704 bytes, and an attribute may be longer.
create index item_username on item (ledger, left(body ->> 'username', 256) text_pattern_ops, id);
create index item_status on item (ledger, left(upper(body ->> 'status'), 256) text_pattern_ops, id);
create index item_enabled on item
    (ledger, left(case when (body ->> 'enabled')::boolean then 'Enabled' else 'Disabled' end, 256) text_pattern_ops, id);
create index item_email on item (ledger, left(upper(body -> 'attributes' ->> 'email'), 256) text_pattern_ops, id)
    where body -> 'attributes' ->> 'email' is not null;
create index item_phone_number on item (ledger, left(upper(body -> 'attributes' ->> 'phone_number'), 256) text_pattern_ops, id)
    where body -> 'attributes' ->> 'phone_number' is not null;
create index item_preferred_username on item (ledger, left(upper(body -> 'attributes' ->> 'preferred_username'), 256) text_pattern_ops, id)
    where body -> 'attributes' ->> 'preferred_username' is not null;
create index item_name on item (ledger, left(upper(body -> 'attributes' ->> 'name'), 256) text_pattern_ops, id)
    where body -> 'attributes' ->> 'name' is not null;
create index item_given_name on item (ledger, left(upper(body -> 'attributes' ->> 'given_name'), 256) text_pattern_ops, id)
    where body -> 'attributes' ->> 'given_name' is not null;
create index item_family_name on item (ledger, left(upper(body -> 'attributes' ->> 'family_name'), 256) text_pattern_ops, id)
    where body -> 'attributes' ->> 'family_name' is not null;
