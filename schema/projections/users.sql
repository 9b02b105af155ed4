-- One for every field that can be searched: a search by equality is a piece of one of them, in the order in which it is shown,
-- however many users there are. Those of attributes leave out who has no such attribute.
create index item_username on item (ledger, (body ->> 'username') text_pattern_ops, id);
create index item_status on item (ledger, (upper(body ->> 'status')) text_pattern_ops, id);
create index item_enabled on item
    (ledger, (case when (body ->> 'enabled')::boolean then 'Enabled' else 'Disabled' end) text_pattern_ops, id);
create index item_email on item (ledger, (body -> 'attributes' ->> 'email') text_pattern_ops, id)
    where body -> 'attributes' ->> 'email' is not null;
create index item_phone_number on item (ledger, (body -> 'attributes' ->> 'phone_number') text_pattern_ops, id)
    where body -> 'attributes' ->> 'phone_number' is not null;
create index item_preferred_username on item (ledger, (body -> 'attributes' ->> 'preferred_username') text_pattern_ops, id)
    where body -> 'attributes' ->> 'preferred_username' is not null;
create index item_name on item (ledger, (body -> 'attributes' ->> 'name') text_pattern_ops, id)
    where body -> 'attributes' ->> 'name' is not null;
create index item_given_name on item (ledger, (body -> 'attributes' ->> 'given_name') text_pattern_ops, id)
    where body -> 'attributes' ->> 'given_name' is not null;
create index item_family_name on item (ledger, (body -> 'attributes' ->> 'family_name') text_pattern_ops, id)
    where body -> 'attributes' ->> 'family_name' is not null;
