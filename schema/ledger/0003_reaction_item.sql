-- What reactions have still to do, an item for each event that one follows on, and what they have given up. Written together with the
-- reaction's progress; an item that is done is deleted.

create table reaction_item (
    ledger   text    not null,
    reaction text    not null,               -- its name, as in progress
    position bigint  not null,               -- of the event
    tries    integer not null,               -- begun so far, the one under way included
    due_at   bigint  not null,               -- ms since the epoch: the next try; while one is under way, when others may take it for lost
    since    bigint  not null,               -- ms since the epoch: when it was first taken up
    given_up text,                           -- why it is tried no more (no personal data); null: it is still to be done
    primary key (ledger, reaction, position)
);
create index reaction_item_due on reaction_item (ledger, reaction, due_at);
