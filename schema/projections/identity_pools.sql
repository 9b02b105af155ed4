create index item_by_id on item (id);
