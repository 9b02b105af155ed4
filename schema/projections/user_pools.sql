-- A list shows the pools of one region, by id; an id begins with its region.
create index item_by_region on item (split_part(id, '_', 1), id);
