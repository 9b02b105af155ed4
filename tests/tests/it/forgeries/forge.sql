-- What the owner of the database can do who knows how everything is computed. Ledgers of less than 256 events.

create function field(value bytea) returns bytea language sql as $$ select int8send(length(value)::bigint) || value $$;

create function leaf(e event) returns bytea language sql as $$
    select sha256('\x00'::bytea || convert_to('recognito/event/1', 'UTF8')
        || field(convert_to(e.ledger, 'UTF8')) || field(int8send(e.position)) || field(uuid_send(e.id))
        || field(convert_to(e.stream, 'UTF8')) || field(int8send(e.version)) || field(convert_to(e.kind, 'UTF8'))
        || field(int2send(e.shape)) || field(e.data) || field(e.sealed) || field(e.meta) || field(int8send(e.recorded_at)))
$$;

create function frontier_of(of text) returns bytea language plpgsql as $$
declare
    roots bytea[] := '{}';
    size  bigint  := 0;
    hash  bytea;
    n     bigint;
begin
    for hash in select digest from event where event.ledger = of order by position loop
        n := size;
        while n % 2 = 1 loop
            hash := sha256('\x01'::bytea || roots[cardinality(roots)] || hash);
            roots := trim_array(roots, 1);
            n := n / 2;
        end loop;
        roots := array_append(roots, hash);
        size := size + 1;
    end loop;
    return int8send(size) || (select string_agg(root, ''::bytea order by place) from unnest(roots) with ordinality as r(root, place));
end $$;

-- Makes counter, frontier and tiles those of the events, and drops the checkpoints that contradict them.
create function smooth(of text, since bigint) returns void language plpgsql as $$
begin
    update ledger set frontier = frontier_of(of), position = (select max(position) from event where event.ledger = of) where id = of;
    update tile set hashes = (select string_agg(digest, ''::bytea order by position) from event where event.ledger = of)
        where tile.ledger = of and level = 0 and index = 0;
    delete from checkpoint where checkpoint.ledger = of and position >= since;
end $$;

-- Changes an event so that every table says it was always so.
create function rewrite(of text, at bigint) returns void language plpgsql as $$
begin
    update event set meta = meta || '\x20'::bytea where event.ledger = of and position = at;
    update event set digest = leaf(event) where event.ledger = of and position = at;
    perform smooth(of, at);
end $$;

-- Takes the ledger back to an earlier position, as a backup would.
create function cut(of text, at bigint) returns void language plpgsql as $$
begin
    delete from event where event.ledger = of and position > at;
    perform smooth(of, at + 1);
end $$;

create function drop_ledger(of text) returns void language plpgsql as $$
begin
    delete from event where event.ledger = of;
    delete from claim where claim.ledger = of;
    delete from snapshot where snapshot.ledger = of;
    delete from tile where tile.ledger = of;
    delete from checkpoint where checkpoint.ledger = of;
    delete from progress where progress.ledger = of;
    delete from ledger where id = of;
end $$;
