-- Beside the restricted role: on plain Postgres nobody changes an event, the owner included.
-- Correctness does not rest on this: an engine without triggers leaves it out.

create function event_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the event log is append-only';
end $$;

create trigger event_no_change before update or delete on event
    for each row execute function event_is_append_only();
create trigger event_no_truncate before truncate on event
    for each statement execute function event_is_append_only();
