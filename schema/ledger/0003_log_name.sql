-- The log's name: what the origins of its checkpoints begin with. Made once, never changed, whatever address the server has.

create table log_name (
    name text    not null,
    one  boolean not null default true check (one),
    constraint log_name_is_one primary key (one)
);
